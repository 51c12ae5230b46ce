"""The directory file: what is accepted, and how plainly mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaling.protocol import Role
from signaling.server.directory import DirectoryError, load_directory, parse_directory
from signaling.server.directory_checks import ProblemCode
from signaling.server.directory_model import UI_LANGUAGES, Directory
from signaling.server.directory_watch import LiveDirectory
from signaling.server.settings import SEED_DIRECTORY

GOOD = """\
organization: {fi: Pori, sv: Björneborg, en: Pori}
places:
  - id: porina
    name: {fi: Porina, sv: Porina, en: Porina}
terminals:
  - id: porina-1
    place: porina
    name: {fi: Porina 1, sv: Porina 1, en: Porina 1}
services:
  - id: vero
    group: state
    name: {fi: Vero, sv: Skatt, en: Tax}
    description: {fi: V, sv: S, en: T}
    languages: [fi, sv]
    hours: {fi: aina, sv: alltid, en: always}
    papers: {fi: ei, sv: inga, en: none}
people:
  - id: aino
    name: Aino
    roles: [expert]
    services: [vero]
    languages: [sv, fi, en]
  - id: kaisa
    name: Kaisa
    roles: [clerk]
    languages: [fi]
    places: [porina]
"""


def _problems(text: str) -> list[str]:
    with pytest.raises(DirectoryError) as error:
        parse_directory(Path("directory.yaml"), text)
    return error.value.lines


def _one(old: str, new: str, text: str = GOOD) -> str:
    assert text.count(old) == 1
    (problem,) = _problems(text.replace(old, new))
    return problem.rsplit(" [", 1)[0]


def test_good_file() -> None:
    directory = parse_directory(Path("directory.yaml"), GOOD)
    service, aino = directory.services["vero"], directory.people["aino"]
    assert (service.ring_s, service.wrap_up_s, service.max_wait_s) == (25, 0, 900)
    assert [s.pool for s in directory.serves(aino)] == ["vero/fi", "vero/sv"], (
        "what both service and person have"
    )
    assert directory.terminals_of(directory.people["kaisa"]) == ("porina-1",)
    assert directory.terminals_of(aino) == ()


def test_only_a_service_that_says_so_lets_stills_be_saved() -> None:
    silent = parse_directory(Path("directory.yaml"), GOOD)
    line = "    group: state\n"
    allowing = GOOD.replace(line, f"{line}    may_save_stills: true\n")
    directory = parse_directory(Path("directory.yaml"), allowing)
    assert not silent.may_save_stills("vero")
    assert directory.may_save_stills("vero")
    assert not directory.may_save_stills(None), "a room without a service"
    assert not directory.may_save_stills("gone"), "a service that has left the directory"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "    name: {fi: Vero, sv: Skatt, en: Tax}",
            "    name:\n      sv: Skatt\n      en: Tax",
            "directory.yaml:12: services[vero].name.fi: is missing; expected the text in Finnish",
        ),
        (
            "    name: {fi: Porina 1, sv: Porina 1, en: Porina 1}",
            "    name:\n      fi: Porina 1\n      en: Porina 1",
            "directory.yaml:8: terminals[porina-1].name.sv: is missing; "
            "expected the text in Swedish",
        ),
        (
            "en: always",
            'en: ""',
            "directory.yaml:15: services[vero].hours.en: expected the text in English",
        ),
        (
            "services: [vero]",
            "services: [vero, kelaa]",
            "directory.yaml:21: people[aino]: no service has the id 'kelaa'; expected one of vero",
        ),
        (
            "id: kaisa",
            "id: aino",
            "directory.yaml:23: people[aino]: this id stands on line 18 already",
        ),
        (
            "place: porina\n",
            "place: lavia\n",
            "directory.yaml:7: terminals[porina-1]: no place has the id 'lavia'; "
            "expected one of porina",
        ),
        (
            "    group: state\n",
            "    group: state\n    theme: money\n",
            "directory.yaml:12: services[vero]: no theme has the id 'money'; expected one of ",
        ),
        (
            "places: [porina]",
            "places: []",
            "directory.yaml:23: people[kaisa]: a clerk needs places; expected at least one",
        ),
        (
            "    services: [vero]\n",
            "",
            "directory.yaml:18: people[aino]: experts and interpreters need services; "
            "expected at least one",
        ),
        (
            "languages: [sv, fi, en]",
            "languages: [en]",
            "directory.yaml:21: people[aino]: speaks none of the languages of vero; "
            "expected one of fi, sv",
        ),
        (
            "group: state",
            "group: country",
            "directory.yaml:11: services[vero].group: expected one of city, state, support",
        ),
        (
            "roles: [expert]",
            "roles: [terminal]",
            "directory.yaml:20: people[aino].roles[1]: expected one or more of clerk, expert, "
            "interpreter, supervisor, operator, guard",
        ),
        (
            "id: porina-1",
            "id: Porina 1",
            "directory.yaml:6: terminals[Porina 1].id: expected a short id of a-z, 0-9, - and _",
        ),
        (
            "    group: state",
            "    group: state\n    rings: 10",
            "directory.yaml:12: services[vero].rings: no such field is known here; is it misspelt?",
        ),
        (
            "    group: state",
            "    group: state\n    ring_s: soon",
            "directory.yaml:12: services[vero].ring_s: expected seconds, at least 1",
        ),
        (
            "    group: state",
            "    group: state\n    ring_s: .inf",
            "directory.yaml:12: services[vero].ring_s: expected seconds, at least 1",
        ),
        (
            "languages: [fi, sv]",
            "languages: [fi, no]",
            "directory.yaml:14: services[vero].languages[2]: expected one or more language tags "
            "like fi or sv, in quotes if YAML reads them otherwise",
        ),
        (
            "    group: state",
            "    group: state\n    may_save_stills: sometimes",
            "directory.yaml:12: services[vero].may_save_stills: expected true or false",
        ),
        (
            "    group: state",
            "    group: state\n    group: city",
            "directory.yaml:12: group stands here twice",
        ),
        (
            "name: Aino",
            "name: [",
            "directory.yaml:21: is not YAML: did not find expected ',' or ']'",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(old: str, new: str, problem: str) -> None:
    assert _one(old, new) == problem


def test_a_card_that_lacks_a_language_is_used_and_told() -> None:
    text = GOOD.replace("{fi: V, sv: S, en: T}", "{fi: V}").replace(", en: always", "")
    directory = parse_directory(Path("directory.yaml"), text)
    card = directory.services["vero"]
    assert card.description.model_dump() == {"fi": "V", "sv": "", "en": ""}, "as the wire tells it"
    assert directory.gaps == tuple(
        f"directory.yaml:{line}: services[vero].{text}: is missing; Finnish is shown instead "
        "[language_missing]"
        for line, text in ((13, "description.sv"), (13, "description.en"), (15, "hours.en"))
    )
    assert parse_directory(Path("directory.yaml"), GOOD).gaps == ()


def test_names_of_any_script_are_taken_and_reach_beyond_themselves_nowhere() -> None:
    pile = "a" + "\u0301" * 50
    name = f"\u202eأمينة\u202c 👩🏽\u200d💼 {pile} Мария 李"
    text = GOOD.replace("name: Aino", f'name: "{name}"')
    told = parse_directory(Path("directory.yaml"), text).people["aino"].name
    assert told == "أمينة 👩🏽\u200d💼 á\u0301\u0301\u0301 Мария 李"
    unseen = _one("name: Aino", 'name: "\u202e\u2066"')
    assert unseen == "directory.yaml:19: people[aino].name: expected a name"
    long = _one("name: Aino", "name: " + "A" * 201)
    assert long == "directory.yaml:19: people[aino].name: expected a name"


def _code(old: str, new: str, text: str) -> tuple[int, ProblemCode]:
    assert text.count(old) == 1
    with pytest.raises(DirectoryError) as error:
        parse_directory(Path("directory.yaml"), text.replace(old, new))
    (problem,) = error.value.problems
    assert error.value.lines == [f"directory.yaml:{problem.line}: {problem.text} [{problem.code}]"]
    return problem.line, problem.code


OPEN = """
    opening:
      - {days: [mon, tue], opens: "09:00", closes: "12:00"}
      - {days: [tue], opens: "13:00", closes: "16:00"}"""

INTERPRETING = (
    GOOD.replace(
        "    papers: {fi: ei, sv: inga, en: none}", f"    papers: {{fi: e, sv: i, en: n}}{OPEN}"
    ).replace(
        "people:\n",
        """\
  - id: tulkkaus
    group: support
    name: {fi: Tulkkaus, sv: Tolkning, en: Interpreting}
    description: {fi: T, sv: T, en: I}
    interpreting: true
    languages: [ar, fse]
    hours: {fi: aina, sv: alltid, en: always}
    papers: {fi: ei, sv: inga, en: none}
people:
""",
    )
    + """\
  - id: amira
    name: Amira
    roles: [interpreter]
    services: [tulkkaus]
    languages: [fi, sv, ar]
    pairs: [[ar, fi], [ar, sv]]
  - id: sini
    name: Sini
    roles: [interpreter, expert]
    services: [tulkkaus, vero]
    languages: [fi, fse]
    pairs: [[fi, fse]]
    only_places: [porina]
"""
)


def test_interpreters_serve_their_pairs() -> None:
    directory = parse_directory(Path("directory.yaml"), INTERPRETING)
    amira, sini = directory.people["amira"], directory.people["sini"]
    assert [s.pool for s in directory.serves(amira)] == ["tulkkaus/ar+fi", "tulkkaus/ar+sv"]
    assert [s.pool for s in directory.serves(sini, Role.INTERPRETER)] == ["tulkkaus/fi+fse@porina"]
    assert [s.pool for s in directory.serves(sini, Role.EXPERT)] == ["vero/fi@porina"]
    assert [(o.language, o.into) for o in directory.offers["tulkkaus"]] == [
        ("fi", "ar"),
        ("sv", "ar"),
        ("fi", "fse"),
    ]
    assert [(o.language, o.into) for o in directory.offers["vero"]] == [("fi", None), ("sv", None)]
    assert directory.pools["tulkkaus", "fi+fse"] == ("tulkkaus/fi+fse", "tulkkaus/fi+fse@porina")


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("12:00", "08:00", 18, ProblemCode.HOURS_CONTRADICT),
        ("13:00", "11:30", 19, ProblemCode.HOURS_CONTRADICT),
        ("[[ar, fi], [ar, sv]]", "[[ar, fi], [ar, ar]]", 44, ProblemCode.PAIR_OF_ONE),
        ("[[ar, fi], [ar, sv]]", "[[ar, fi], [fi, ar]]", 44, ProblemCode.PAIR_TWICE),
        ("languages: [fi, sv, ar]", "languages: [fi, ar]", 44, ProblemCode.PAIR_UNSPOKEN),
        ("    pairs: [[ar, fi], [ar, sv]]\n", "", 39, ProblemCode.PAIRS_MISSING),
        ("    pairs: [[ar, fi], [ar, sv]]\n", "    pairs: []\n", 39, ProblemCode.PAIRS_MISSING),
        ("[[ar, fi], [ar, sv]]", "[[fi, sv]]", 42, ProblemCode.LANGUAGE_NOT_OFFERED),
        ("[[ar, fi], [ar, sv]]", "[[fi]]", 44, ProblemCode.INVALID_ENTRY),
        ("services: [tulkkaus]", "services: [tulkkaus, vero]", 42, ProblemCode.ROLE_MISSING),
        (
            "languages: [sv, fi, en]",
            "languages: [sv, fi]\n    pairs: [[fi, sv]]",
            34,
            ProblemCode.PAIRS_UNUSED,
        ),
        ("    interpreting: true\n", "", 41, ProblemCode.ROLE_MISSING),
        ("roles: [expert]", "roles: [clerk]", 29, ProblemCode.PLACES_MISSING),
        ("id: sini", "id: amira", 45, ProblemCode.ID_TWICE),
        (
            "services: [tulkkaus, vero]",
            "services: [tulkkaus]\n    skills: {vero: 3}",
            49,
            ProblemCode.SERVICE_NOT_SERVED,
        ),
    ],
)
def test_what_contradicts_has_a_code_of_its_own(
    old: str, new: str, line: int, code: ProblemCode
) -> None:
    assert _code(old, new, INTERPRETING) == (line, code)


def test_several_mistakes_are_named_at_once_in_order() -> None:
    text = GOOD.replace("services: [vero]", "services: [x]").replace("id: kaisa", "id: aino")
    assert [line.split(":")[1] for line in _problems(text)] == ["21", "23"]


@pytest.mark.parametrize("text", ["", "- a", "text", "organization:"])
def test_other_files_are_refused(text: str) -> None:
    assert all(line.startswith("directory.yaml:1: ") for line in _problems(text))


def test_objects_are_not_made() -> None:
    (problem,) = _problems("organization: !!python/object/apply:os.system [ls]")
    assert problem.startswith("directory.yaml:1: is not YAML")


def test_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match=r"none.yaml:1: cannot be read \(No such file"):
        load_directory(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("organization: ä".encode("latin-1"))
    with pytest.raises(DirectoryError, match="is not text in UTF-8"):
        load_directory(tmp_path / "latin.yaml")


async def test_live_directory_keeps_the_old_one_when_the_new_is_broken(tmp_path: Path) -> None:
    file = tmp_path / "directory.yaml"
    file.write_text(GOOD, "utf-8")
    live = LiveDirectory(file)
    before = live.current
    assert await live.poll() is False
    file.write_text(GOOD.replace("state", "country"), "utf-8")
    assert await live.poll() is False
    assert live.current is before
    assert await live.poll() is False, "the same broken file is not read again"
    file.write_text(GOOD.replace("name: Aino", "name: Uusi"), "utf-8")
    assert await live.poll() is True
    assert live.current.people["aino"].name == "Uusi"
    file.unlink()
    assert await live.poll() is False
    assert live.current.people["aino"].name == "Uusi"


# The seed ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed() -> Directory:
    """What every demo starts with."""
    return load_directory(SEED_DIRECTORY)


def test_seed_has_every_service_and_place_of_the_product(seed: Directory) -> None:
    city = "palvelupiste rakennusvalvonta ymparistovalvonta tontit kaupunkisuunnittelu "
    city += "kaupunkimittaus kirjaamo laskutus palveluneuvonta tyollisyys ohjaamo maaseutu "
    city += "pysakointi jateneuvonta visit-pori lipunmyynti liikunta opetus varhaiskasvatus"
    state = "vero dvv maanmittaus avi ely te-toimisto ruokavirasto kuluttaja kela"
    groups: dict[str, list[str]] = {}
    for service in seed.file.services:
        groups.setdefault(service.group, []).append(service.id)
    assert groups == {
        "city": city.split(),
        "state": state.split(),
        "support": ["tulkkaus", "digituki"],
    }
    assert list(seed.places) == ["porina", "reposaari", "lavia", "ahlainen"]
    assert {t.place for t in seed.file.terminals} == set(seed.places)


def test_seed_serves_every_service_in_every_language_it_offers(seed: Directory) -> None:
    served = {each.pool for person in seed.file.people for each in seed.serves(person)}
    assert {pools[0] for pools in seed.pools.values()} - served == set()
    assert {role for person in seed.file.people for role in person.roles} == {
        *Role,
    } - {Role.TERMINAL}


def test_seed_speaks_three_languages(seed: Directory) -> None:
    """A text that was copied from another language is one that was forgotten."""
    for service in seed.file.services:
        texts = [getattr(service.description, language) for language in UI_LANGUAGES]
        assert len(set(texts)) == len(UI_LANGUAGES), service.id
        assert all(text.endswith(".") for text in texts), service.id
