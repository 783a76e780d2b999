"""Rev.ai: asynchronous speech-to-text under `/speechtotext/v1` and its older paths, and the APIs beside it.

`provider.py` is the table of operations. Where to look for what:

- `speech`, asynchronous speech-to-text: a submission (`submission`, with `options`, `refusals` and `pace`), a job (`jobs`,
  `job_view`), and what it yields (`transcript`, `captions`, `summary`, each from what `said` tells; `editing`, `grouping`,
  `outputs`);
- `streaming`, over a WebSocket: `session` goes from the options to the close;
- `apis`, those beside them: custom vocabularies, language identification, topic extraction, sentiment analysis and forced
  alignment. `families` lists them, `job_family` has what they share;
- here, what all of these share: who may come in (`authentication`, `account`), what is asked for (`versions`,
  `request_bodies`, `options`, `validation`, `accepting`, `paging`), what becomes of it (`media_checks`, `billing`,
  `retention`, `webhook`), what is answered (`errors`, `failures`, `transcript_view`, `timestamps`), `settings`,
  `quirks` and `assumptions`.
"""

from mockserver.providers.revai.provider import RevAi

__all__ = ["RevAi"]
