"""Rev.ai: asynchronous speech-to-text under `/speechtotext/v1` and its older paths, and the APIs beside it.

`provider.py` is the table of operations. Where to look for what:

- a submission: `submission`, with `request_bodies`, `models` and `validation` (what may be asked for), `media_checks`,
  `billing`, `pace` (how long it takes) and `retention` (how long it is kept);
- a job: `jobs`, `job_view` (how it looks), `failures`, `webhook`, `paging`, `timestamps`;
- what it yields: `transcript`, `captions`, `summary`, each from what `speech` says that was said; `transcript_view` and
  `grouping` (how that is written), `outputs` (whether a summary or translation is there), `accepting` (the forms);
- the APIs beside it: `families` lists them, `job_family` has what they share;
- everything else: `versions`, `authentication`, `account`, `errors`, `settings`, `quirks`.
"""

from mockserver.providers.revai.provider import RevAi

__all__ = ["RevAi"]
