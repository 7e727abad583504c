"""How long one document may take."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from kg.errors import InputError
from kg.read import Limits, check_sentences, patience


def work(seconds: float) -> None:
    """Python that swallows whatever it can."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            sum(range(1000))
        except Exception:
            continue


def deaf(seconds: float) -> None:
    try:
        work(seconds)
    except BaseException:
        work(seconds)


def within(seconds: float) -> None:
    with patience(30, "inner"):
        work(0.1)
    work(seconds)


def test_what_takes_too_long_is_interrupted() -> None:
    begin = time.monotonic()
    with pytest.raises(InputError, match=r"a\.txt: took longer than 0\.1 seconds"), patience(0.1, "a.txt"):
        work(20)
    assert time.monotonic() - begin < 10


def test_what_is_done_in_time_is_left_alone_and_nothing_rings_later() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with patience(0.2, "a.txt"):
        work(0.01)
    time.sleep(0.3)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_interruption_that_is_swallowed_comes_again() -> None:
    with pytest.raises(InputError), patience(0.05, "a.txt"):
        deaf(20)


def test_the_patience_around_another_holds_on() -> None:
    begin = time.monotonic()
    with pytest.raises(InputError, match="outer"), patience(0.4, "outer"):
        within(20)
    assert time.monotonic() - begin < 10


def test_other_threads_and_endless_patience_run_to_the_end() -> None:
    done: list[str] = []

    def run() -> None:
        with patience(0.01, "a.txt"):
            work(0.1)
            done.append("thread")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    with patience(0, "a.txt"):
        work(0.05)
        done.append("endless")
    assert done == ["thread", "endless"]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("one two three.", True),
        ("one two three four five.", False),
        ("one two. three four! five six", True),
        ("one.two.three.", False),
        ("x" * 260, False),
        ("北京。 北京。 北京。", True),
        ("…… ……… …", True),
    ],
)
def test_sentences_are_bounded(text: str, fits: bool) -> None:
    limits = Limits(max_sentence=4)
    if fits:
        check_sentences([text], "a.txt", limits)
    else:
        with pytest.raises(InputError, match=r"a\.txt: has a sentence of more than 4 words"):
            check_sentences([text], "a.txt", limits)
