"""The settings file: everything it may say, and a clear word about everything it may not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import edge_client
from edge_client.config import CameraSection, load_config
from edge_client.config_rules import SECTIONS, ConfigError
from edge_client.locales import LANGUAGES
from edge_client.simulation import DEMO_CONFIG

EXAMPLE = Path(edge_client.__file__).parent / "examples" / "terminal.toml"


def write(folder: Path, text: str) -> Path:
    path = folder / "terminal.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, text))
    for language in LANGUAGES:
        assert caught.value.explain(language)
    return str(caught.value)


def test_example_says_the_defaults() -> None:
    assert load_config(EXAMPLE) == load_config(None)


def test_example_mentions_every_setting() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for section, rules in SECTIONS.items():
        part = text.split(f"\n[{section}]\n")[1].split("\n[")[0]
        missing = [key for key in rules if f"{key} = " not in part]
        if section == "document":
            missing = [key for key in missing if key != "file"]
        assert missing == [], section


def test_every_setting_has_a_rule_and_a_field() -> None:
    config = load_config(None)
    for section, rules in SECTIONS.items():
        names = {field.name for field in dataclasses.fields(getattr(config, section))}
        assert names == set(rules), section


def test_demo_is_simulated_and_its_files_exist() -> None:
    config = load_config(DEMO_CONFIG)
    for section in (config.face, config.document, config.voice):
        assert section.source == "file"
        assert section.file is not None
        assert section.file.is_file()
    assert config.document.output_size == (1920, 1080), "however the camera stands"
    assert config.document.flattens


def test_file_names_are_relative_to_the_settings(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, '[face]\nsource = "file"\nfile = "film.mkv"\n'))
    assert config.face.file == tmp_path / "film.mkv"


def test_overrides_win_and_the_last_one_most(tmp_path: Path) -> None:
    path = write(tmp_path, "[face]\nfps = 15\n")
    config = load_config(
        path,
        ["face.fps=20", "face.fps=25", "face.mirror=true", "face.device=3", "voice.tone=523.25"],
    )
    assert (config.face.fps, config.face.mirror, config.face.device) == (25, True, 3)
    assert config.voice.tone == 523.25


def test_device_may_be_a_name_or_a_number(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, '[face]\ndevice = "/dev/v4l/by-id/x"\n'))
    assert config.face.device == "/dev/v4l/by-id/x"
    assert load_config(None, ["face.device=Logitech BRIO"]).face.device == "Logitech BRIO"


def test_rotation_swaps_the_size_that_is_sent() -> None:
    assert CameraSection(width=1920, height=1080).output_size == (1920, 1080)
    assert CameraSection(width=1920, height=1080, rotate=270).output_size == (1080, 1920)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[face]\nfsp = 3\n", ["terminal.toml:2", "face.fsp", "fps"]),
        ("[fase]\n", ["terminal.toml:1", "fase", "face"]),
        ("face = 3\n", ["face", "[face]"]),
        ("[face]\nfps = true\n", ["terminal.toml:2", "face.fps", "True", "1 to 60"]),
        ("[face]\nfps = 0\n", ["face.fps", "1 to 60"]),
        ('[face]\nfps = "30"\n', ["face.fps", "'30'", "1 to 60"]),
        ("[face]\n\nwidth = 641\n", ["terminal.toml:3", "even"]),
        ("[face]\nrotate = 45\n", ["0, 90, 180, 270"]),
        ('[face]\nsource = "webcam"\n', ["camera", "synthetic"]),
        ("[face]\ndevice = -1\n", ["number"]),
        ('[face]\ndevice = ""\n', ["name"]),
        ("[face]\nmirror = 1\n", ["true or false"]),
        ('[face]\ncolour = "red"\n', ["#1F6F78"]),
        ('[face]\nsource = "file"\n', ["face.file"]),
        ("[voice]\ntone = 9000.0\n", ["50 to 8000"]),
        ("[voice]\nfile = 3\n", ["file name"]),
        ('[terminal]\nserver = "http://x"\n', ["wss://"]),
        ('[terminal]\nserver = "wss://a/ws http://x"\n', ["wss://"]),
        ('[terminal]\nserver = "wss://a:b@x/ws"\n', ["credentials"]),
        ('[terminal]\nserver = "wss://x/ws?token=1"\n', ["question mark"]),
        ('[terminal]\nserver = "wss://x:notaport/"\n', ["wss://"]),
        ('[terminal]\nbooth_host = "0.0.0.0"\n', ["127.0.0.1"]),
        ('[terminal]\nid = "../x"\n', ["letters"]),
        ('[terminal]\nlanguage = "se"\n', ['"sv"']),
        ('[screen]\nflags = "--x"\n', ["--ozone-platform"]),
        ('[screen]\nflags = ["http://x"]\n', ["--ozone-platform"]),
        ('[screen]\nbrowser = ""\n', ["chromium"]),
        ('[screen]\nnotices = "file:///etc/passwd"\n', ["https://"]),
        ('[screen]\nnotices = "https://"\n', ["https://"]),
        ('[screen]\nnotices = "https://a:b@x/"\n', ["credentials"]),
        ("[screen]\nnotices_after_s = 1\n", ["5 to 3600"]),
        ("[document]\ndevice = 0\n", ["same camera", "0"]),
        ("[face\n", ["TOML", "line 1"]),
    ],
)
def test_refuses_with_place_and_expectation(tmp_path: Path, text: str, parts: list[str]) -> None:
    message = refusal(tmp_path, text)
    for part in ["terminal.toml", *parts]:
        assert part in message


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no settings file .*nothing\.toml"):
        load_config(tmp_path / "nothing.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(binary)


@pytest.mark.parametrize(
    ("override", "part"),
    [
        ("face.source", "section.setting=value"),
        ("source=file", "section.setting=value"),
        ("feis.source=file", "face"),
        ("face.sorce=file", "source"),
        ("face.fps=many", "1 to 60"),
        ("face.mirror=yes", "true or false"),
    ],
)
def test_refuses_bad_overrides(override: str, part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(None, [override])
    assert "--set" in str(caught.value)
    assert part in str(caught.value)


def test_a_browsers_switches_are_words_of_a_shell() -> None:
    config = load_config(None, ["screen.flags=--a --b='c d' --e=1,2"])
    assert config.screen.flags == ("--a", "--b=c d", "--e=1,2")
    with pytest.raises(ConfigError):
        load_config(None, ["screen.flags=--a='"])
