"""What holds for every language, on a small one. Its mistakes in full are those of `tests/scenario/broken/`."""

import pytest
import yaml
from pydantic import Field, ValidationInfo, field_validator

from mockserver.yamlfile import tree
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.mistakes import FileError
from mockserver.yamlfile.parts import Part
from mockserver.yamlfile.reader import Document, read


class Dish(Part):
    name: str = Field(min_length=1, description="What it is called.")
    price: float | None = Field(None, description="What it costs.")

    @field_validator("name")
    @classmethod
    def _is_served(cls, name: str, info: ValidationInfo) -> str:
        if info.context and name not in info.context:
            raise ValueError(f"found `{name}`, expected what is served")
        return name


class Menu(Part):
    dishes: tuple[Dish, ...] = Field(strict=False, description="What there is.")
    open: bool = Field(True, description="Whether anyone may come.")


class MenuError(FileError):
    """What is wrong with a menu."""


MENU = Language(Menu, MenuError, "menu")


def parse(text: str | bytes) -> Document[Menu]:
    return read(text, "menu.yaml", MENU)


def complaints(text: str | bytes) -> list[str]:
    """Return the mistakes in a wrong menu, each as `line:column: sentence`."""
    with pytest.raises(MenuError) as caught:
        parse(text)
    assert str(caught.value).encode()
    return [f"{mistake.line}:{mistake.column}: {mistake.message}" for mistake in caught.value.mistakes]


def test_a_file_is_read_and_knows_where_everything_stands() -> None:
    document = parse("open: false\ndishes:\n  - name: Soup\n  - {name: Tea, price: 2}\n")
    assert document.content == Menu(open=False, dishes=(Dish(name="Soup"), Dish(name="Tea", price=2)))
    assert document.where("dishes", 1) == "menu.yaml:4"


def test_validators_are_given_the_context() -> None:
    text = "dishes: [{name: Soup}]"
    assert read(text, "menu.yaml", MENU, {"Soup"}).content == parse(text).content
    with pytest.raises(MenuError, match="found `Soup`, expected what is served"):
        read(text, "menu.yaml", MENU, {"Tea"})


@pytest.mark.parametrize("word", ["no", "off", "yes", "1:30", "2018-05-05", "0x1f", "1_000", ".nan", "NO"])
def test_words_stay_words(word: str) -> None:
    assert parse(f"dishes: [{{name: {word}}}]").content.dishes[0].name == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: the file is empty, expected at least `dishes: …`"),
        ("open: true", "1:1: found no `dishes`, expected that key here: What there is."),
        ("dishes: [{nmae: Soup}]", "1:11: `nmae` is no key here, expected one of: name, price; did you mean `name`?"),
        ("dishes: [{name: 7}]", '1:17: found the number 7, expected text; put it in quotes: "7"'),
        ("dishes: [{name: null}]", "1:17: found nothing, expected a value (or leave the key out)"),
        ("dishes: Soup", "1:9: found the text `Soup`, expected a list, each item of which begins with `-`"),
        ("dishes: []\nopen: no", "2:7: found the text `no`, expected `true` or `false`"),
        ("dishes: []\n---\n", "2:1: found a second document, expected one menu in a file"),
        (
            "dishes: [{name: *}]",
            "1:18: found `*` at the beginning of a value; text that begins with `*` must be in quotes",
        ),
        (
            "dishes: [{name: {{soup}}}]",
            "1:18: found a list or mapping in place of a key, expected text; text that begins with `{` must be in quotes",
        ),
        ("dishes: [{<<: {name: Soup}}]", "1:11: found `<<`, expected the keys written out"),
        (b"dishes: \xff", "1:9: found the byte 0xff, which is no UTF-8, expected the file to be saved as UTF-8"),
    ],
)
def test_mistakes_are_told_in_the_words_of_the_language(text: str | bytes, expected: str) -> None:
    assert expected in complaints(text)


def test_a_file_that_is_too_large_is_refused() -> None:
    assert complaints("# " + "a" * 300_000) == ["1:1: found 300,002 bytes, expected at most 262,144"]


def test_text_that_no_file_could_hold_is_a_mistake_too() -> None:
    (complaint,) = complaints("dishes: \ud800")
    assert complaint.startswith("1:9: found the byte 0xed")


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert parse("\ufeffdishes: []").content == Menu(dishes=())


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\ud800"])
@pytest.mark.parametrize("base", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_escapes_that_stand_for_no_character(base: object, escape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_Loader", tree.loader(base))
    assert [complaint.partition(":")[0] for complaint in complaints(f'dishes: [{{name: "{escape}"}}]')] == ["1"]


def test_of_very_many_mistakes_the_first_are_told() -> None:
    told = complaints("".join(f"k{number}: 1\n" for number in range(2000)))
    assert (len(told), told[-1][:6]) == (1000, "999:1:")  # with `dishes`, which is missing
