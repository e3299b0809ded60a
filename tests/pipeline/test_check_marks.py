"""Whose a changed result is: a source's (or a person's), which notifies, or our own code's, which does not."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.pipeline.check import Mark, _by_code

CHECKED = datetime(2031, 5, 6, 3, 0, tzinfo=UTC)
HELD = Mark("checks-1", "code-1", "readings-1", "", "sources-1")
EARLIER, LATER = CHECKED - timedelta(days=3), CHECKED + timedelta(days=1)


@pytest.mark.parametrize(
    ("mark", "last_word", "by_code"),
    [
        (Mark("checks-2", "code-2", "readings-1", "", "sources-1"), EARLIER, True),
        (Mark("checks-1", "code-2", "readings-2", "", "sources-1"), EARLIER, True),
        (Mark("checks-1", "code-1", "readings-1", "", "sources-2"), LATER, False),
        (Mark("checks-1", "code-1", "readings-1", "", "sources-2"), EARLIER, False),  # a witness went elsewhere
        (Mark("checks-1", "code-2", "readings-2", "", "sources-2"), EARLIER, True),  # new code links otherwise
        (Mark("checks-1", "code-2", "readings-2", "", "sources-2"), LATER, False),
    ],
)
def test_who_brought_it_about(mark: Mark, last_word: datetime, by_code: bool) -> None:
    assert _by_code(HELD, mark, CHECKED, last_word) == by_code


def test_a_mark_is_read_as_it_was_written() -> None:
    assert Mark(*str(HELD).split(":")) == HELD
