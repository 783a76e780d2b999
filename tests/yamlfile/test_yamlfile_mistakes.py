from mockserver.yamlfile.mistakes import FileError, Mistake


def test_caret_stands_under_the_place_behind_tabs_and_wide_characters() -> None:
    shown = str(Mistake("x.yaml", 1, 4, "oh", "\t録a b"))
    assert shown.splitlines() == ["x.yaml:1:4: error: oh", "    \t録a b", "    \t   ^"]


def test_long_lines_are_cut_around_the_place() -> None:
    shown = str(Mistake("x.yaml", 1, 501, "oh", "a" * 500 + "b" + "c" * 500)).splitlines()
    assert len(shown[1]) < 140
    assert shown[1][shown[2].index("^")] == "b"


def test_where_there_is_no_line_none_is_shown() -> None:
    assert str(Mistake("x.yaml", 1, 1, "oh", "")) == "x.yaml:1:1: error: oh"


def test_a_great_many_mistakes_are_not_all_shown() -> None:
    error = FileError(Mistake("x.yaml", line, 1, "oh", "") for line in range(1, 61))
    assert len(error.mistakes) == 60
    assert str(error).splitlines()[49:] == ["x.yaml:50:1: error: oh", "… and 10 more mistakes."]


def test_what_is_not_there_is_told_in_a_sentence() -> None:
    error = FileError(sentence="It isn't there.")
    assert (str(error), error.mistakes) == ("It isn't there.", [])
