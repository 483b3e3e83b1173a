"""Back and forward as in a browser."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.views.page import Place
from desktop.views.window.navigation import LONGEST, Navigation

ACCOUNTS, TINDLE, LUMEN = Place("accounts"), Place("account", "t"), Place("account", "l")


def test_that_back_and_forward_walk_the_places_visited(qtbot: QtBot) -> None:
    del qtbot
    arrived: list[Place] = []
    navigation = Navigation()
    navigation.arrived.connect(arrived.append)
    for place in (ACCOUNTS, TINDLE, LUMEN):
        navigation.go(place)
    navigation.back()
    navigation.back()
    assert not navigation.can_go_back
    navigation.back()
    navigation.forward()
    assert arrived == [ACCOUNTS, TINDLE, LUMEN, TINDLE, ACCOUNTS, TINDLE]
    assert navigation.place == TINDLE


def test_that_going_somewhere_new_forgets_what_was_ahead() -> None:
    navigation = Navigation()
    for place in (ACCOUNTS, TINDLE):
        navigation.go(place)
    navigation.back()
    navigation.go(LUMEN)
    assert not navigation.can_go_forward
    navigation.back()
    assert navigation.place == ACCOUNTS


def test_that_going_where_one_is_adds_no_step() -> None:
    navigation = Navigation()
    navigation.go(ACCOUNTS)
    navigation.go(ACCOUNTS)
    assert not navigation.can_go_back


def test_that_a_move_within_the_page_is_no_step_of_its_own() -> None:
    navigation = Navigation()
    navigation.go(ACCOUNTS)
    navigation.go(TINDLE)
    navigation.replace(TINDLE._replace(section="plan"))
    navigation.back()
    navigation.forward()
    assert navigation.place == TINDLE._replace(section="plan")


def test_that_the_history_does_not_grow_for_ever() -> None:
    navigation = Navigation()
    for number in range(3 * LONGEST):
        navigation.go(Place("account", str(number)))
    steps = 0
    while navigation.can_go_back:
        navigation.back()
        steps += 1
    assert steps == LONGEST - 1


def test_that_another_file_begins_without_places() -> None:
    navigation = Navigation()
    navigation.go(ACCOUNTS)
    navigation.clear()
    assert navigation.place is None
    assert not navigation.can_go_back
