"""What is spoken of in a language: words, names and places."""

from functools import lru_cache
from typing import Final, NamedTuple

# Locales for which Faker has words and names of the language; the longest code that fits a language is taken.
_LOCALES: Final = {
    "ar": "ar_AA",
    "bn": "bn_BD",
    "cmn": "zh_CN",
    "cs": "cs_CZ",
    "da": "da_DK",
    "de": "de_DE",
    "el": "el_GR",
    "en": "en_US",
    "es": "es_ES",
    "fa": "fa_IR",
    "fr": "fr_FR",
    "he": "he_IL",
    "hy": "hy_AM",
    "it": "it_IT",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "nl": "nl_NL",
    "pl": "pl_PL",
    "pt": "pt_BR",
    "ru": "ru_RU",
    "th": "th_TH",
    "uk": "uk_UA",
    "vi": "vi_VN",
    "zh": "zh_CN",
    "zh-tw": "zh_TW",
}
# For languages of which Faker knows names, but no words.
_WORDS: Final = {
    "ko_KR": "사람 시간 오늘 우리 생각 문제 마음 세상 학교 친구 가족 도시 음식 바다 하늘 나무 이야기 노래 아침 저녁 여행 "
    "회사 전화 책상 창문 그리고 그래서 하지만 아주 조금 많이 다시 함께 지금 나중에 여기 저기 좋은 새로운 작은 정말",
    "pt_BR": "tempo pessoa dia coisa casa mundo vida mão parte caso trabalho cidade nome hora ponto água lugar problema "
    "história música viagem empresa rua porta escola amigo família noite manhã mar montanha livro mas porque quando "
    "também ainda sempre muito pouco bem melhor novo grande pequeno bonito fazer dizer ver saber poder querer ficar "
    "falar deixar encontrar levar começar partir pensar sobre entre depois antes agora aqui",
}
_FALLBACK: Final = "en"
_POOL: Final = 200


class Lexicon(NamedTuple):
    """What is spoken of in a language. Names and places are tuples of words."""

    locale: str
    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]


def lexicon(language: str) -> Lexicon:
    """Return what is spoken of in a language, such as fr or de-DE; in English where it has no words here."""
    return _lexicon(locale_of(language))


def locale_of(language: str) -> str:
    """Return the locale whose words a language has. Two languages of one locale are the same to listeners."""
    code = language.lower().replace("_", "-")
    while code not in _LOCALES:
        code = code.rpartition("-")[0] or _FALLBACK
    return _LOCALES[code]


@lru_cache(maxsize=len(_LOCALES))
def _lexicon(locale: str) -> Lexicon:
    """Take everything from Faker once: a call per word would cost seconds for a long recording."""
    from faker import Faker

    faker = Faker(locale)
    faker.seed_instance(0)
    words = _WORDS[locale].split() if locale in _WORDS else faker.get_words_list()
    return Lexicon(
        locale,
        words=tuple(word for entry in words for word in entry.split()),
        names=tuple(dict.fromkeys((*faker.first_name().split(), *faker.last_name().split()) for _ in range(_POOL))),
        places=tuple(dict.fromkeys(tuple(faker.city().split()) for _ in range(_POOL))),
    )
