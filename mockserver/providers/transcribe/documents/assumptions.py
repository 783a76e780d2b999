"""What nobody knows about the documents of jobs, and what was chosen (DESIGN §7)."""

from typing import Final

from mockserver.gateway.provider import Assumption

OF_DOCUMENTS: Final = (
    Assumption(
        "Where call analytics lie in the service's bucket",
        "Under `analytics/` and `redacted-analytics/` of the job's folder.",
    ),
    Assumption("An OutputLocation that ends with a name", "The name is kept, under `analytics/` of its folder."),
    Assumption("Subtitles of several speakers", "Each cue is of one speaker, so that no `--` is needed."),
    Assumption(
        "What tells personal and health information",
        "Its looks, or words before it such as “account” or “PIN”; names are capital letters within a sentence.",
    ),
    Assumption("The category of health information", "`PHI*-Personal*` for all of it: no other is documented."),
    Assumption(
        "Vocabulary filters",
        "Words, and phrases with no mark within them, in any case, as they were when the job was started.",
    ),
    Assumption("Vocabularies and language models", "They change no word."),
    Assumption("Toxicity", "High in the categories of which a segment has a word out of a short list, else below 0.2."),
    Assumption("Sentiment", "By two short lists of English words; the score is damped, so that one word isn't all."),
    Assumption("LoudnessScores", "Made up from the seed, one for each second of a turn."),
    Assumption(
        "Interruptions",
        "When one speaker begins where the other breaks off: with no mark at the end, a dash or dots. Words never overlap.",
    ),
    Assumption("Non-talk time", "Silences of three seconds or more; a category's rule may ask for others."),
    Assumption("Quarters of a call", "A quarter of the media each; a turn counts where it begins."),
    Assumption(
        "Issues, action items and outcomes", "Sentences of the customer or the agent with words that tell them."
    ),
    Assumption("The generative summary of a call", "Quotes these sentences."),
    Assumption("Categories of a call", "Those that were there when the job was started. All rules must hold."),
    Assumption("Marks in call analytics and HealthScribe", "They have the time at which the word before them ends."),
    Assumption("Tagged words in call analytics", "`VocabularyFilterMatch`, as in transcripts."),
    Assumption(
        "The redacted recording of a call", "A silent WAV file as long as the call, of 8 MB at most, `audio/wav`."
    ),
    Assumption(
        "HealthScribe's segments", "A sentence each. The clinician speaks first, unless ChannelDefinitions say so."
    ),
    Assumption("HealthScribe's JobType and InsightType", "`ASYNC` and `ClinicalEntity`."),
    Assumption(
        "HealthScribe's sections of segments",
        "`SUBJECTIVE`, `OBJECTIVE`, `ASSESSMENT_AND_PLAN`, `VISIT_FLOW_MANAGEMENT`.",
    ),
    Assumption("HealthScribe's note templates", "The sections that their letters stand for, in that order."),
    Assumption("What clinical notes say", "Who said what: sentences are told by their words, and quoted."),
)
