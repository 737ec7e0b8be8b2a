"""Write the reference pages that code can say better than people: settings, actions, commands.

``python -m scripts.dev.reference`` writes them; with ``--check`` it only tells which are out of date.
Runs inside the virtual environment: it reads the plugins themselves, with no service running.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from scripts.dev import reference_dcat

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PLUGINS = ("tomoni_portal", "tomoni_schema", "tomoni_quality", "tomoni_harvest", "tomoni_hackathon")
REGENERATE = "python -m scripts.dev.reference"


@dataclass(frozen=True)
class Action:
    """One endpoint of the action API."""

    plugin: str
    name: str
    reads: bool
    summary: str


def settings(plugin: str) -> list[dict[str, Any]]:
    """Return the options that the plugin's ``config_declaration.yaml`` declares, in its order."""
    path = ROOT / "ckanext" / plugin / "config_declaration.yaml"
    if not path.exists():
        return []
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    return [option for group in groups for option in group["options"]]


def _modules(package: str) -> Iterator[Any]:
    """Yield the modules of ``logic/action``: one file, or a folder of them."""
    if importlib.util.find_spec(package) is None:
        return
    module = importlib.import_module(package)
    yield module
    for path in getattr(module, "__path__", []):
        for child in sorted(Path(path).glob("[!_]*.py")):
            yield importlib.import_module(f"{package}.{child.stem}")


def actions(plugin: str) -> list[Action]:
    """Return the actions that the plugin's ``logic/action`` gives to CKAN, by name."""
    found: dict[str, Callable[..., Any]] = {}
    for module in _modules(f"ckanext.{plugin}.logic.action"):
        for name in getattr(module, "__all__", []):
            function = getattr(module, name)
            if inspect.isfunction(function):
                found[name] = function
    return [
        Action(plugin, name, bool(getattr(function, "side_effect_free", False)), _summary(function.__doc__))
        for name, function in sorted(found.items())
    ]


def _summary(text: str | None) -> str:
    first = inspect.cleandoc(text or "").split("\n\n")[0]
    return " ".join(first.split())


def commands(plugin: str) -> list[tuple[str, str]]:
    """Return each command line of the plugin's ``cli.py`` with its help."""
    name = f"ckanext.{plugin}.cli"
    if importlib.util.find_spec(name) is None:
        return []
    module = importlib.import_module(name)
    roots = module.get_commands() if hasattr(module, "get_commands") else _groups(module)
    return sorted(line for root in roots for line in _lines(root, "ckan"))


def _groups(module: Any) -> list[click.Command]:
    commands = [value for value in vars(module).values() if isinstance(value, click.Command)]
    children = {id(child) for group in commands if isinstance(group, click.Group) for child in group.commands.values()}
    return [command for command in commands if id(command) not in children]


def _lines(command: click.Command, prefix: str) -> Iterator[tuple[str, str]]:
    line = f"{prefix} {command.name}"
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from _lines(child, line)
        return
    yield line, _summary(command.help or command.short_help)


GENERATED = {
    "ja": f"<!-- このページは `{REGENERATE}` が書きます。手で直さないでください。 -->\n\n",
    "en": f"<!-- Written by `{REGENERATE}`; do not edit. -->\n\n",
}
WORDS = {
    "ja": {
        "configuration": "設定一覧",
        "intro": "各プラグインの `config_declaration.yaml` から作った一覧です。設定は `ckan.ini`（`make portal` では "
        "`config/portal.ini`）の `[app:main]` に書きます。CKAN 本体の設定は "
        "[CKAN の文書](https://docs.ckan.org/en/2.12/maintaining/configuration.html)にあります。",
        "columns": "| 設定 | 初期値 | 説明 |",
        "none": "このプラグインに設定はありません。",
        "api": "API とコマンドの一覧",
        "api_intro": "すべて CKAN の Action API です。読むもの（GET）は "
        "`/api/3/action/<名前>?引数=値`、書くもの（POST）は API トークンを `Authorization` ヘッダーに入れて "
        "JSON を送ります。"
        "引数と例は、それぞれの機能のページにあります。",
        "api_columns": "| アクション | 方法 | 内容 |",
        "no_actions": "このプラグインにアクションはありません。",
        "commands": "コマンド",
        "command_columns": "| コマンド | 内容 |",
        "secret": "（なし）",
    },
    "en": {
        "configuration": "Settings",
        "intro": "Made from each plugin's `config_declaration.yaml`. Settings go under `[app:main]` of `ckan.ini` "
        "(`config/portal.ini` for `make portal`). CKAN's own are in "
        "[CKAN's documentation](https://docs.ckan.org/en/2.12/maintaining/configuration.html).",
        "columns": "| setting | default | meaning |",
        "none": "This plugin has no setting.",
        "api": "Actions and commands",
        "api_intro": "All of them are CKAN actions. Reads (GET) answer at `/api/3/action/<name>?parameter=value`; "
        "writes (POST) take JSON and an API token in the `Authorization` header. Parameters and examples are on each "
        "feature's page.",
        "api_columns": "| action | method | what it does |",
        "no_actions": "This plugin has no action.",
        "commands": "Commands",
        "command_columns": "| command | what it does |",
        "secret": "(none)",
    },
}


def _cell(value: Any) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def _setting(option: dict[str, Any], language: str) -> str:
    default = option.get("default")
    shown = WORDS[language]["secret"] if default in (None, "") else f"`{_cell(default)}`"
    return f"| `{option['key']}` | {shown} | {_cell(option.get('description', ''))} |"


def configuration_page(language: str) -> str:
    """Return the page of every setting of every plugin."""
    words = WORDS[language]
    parts = [GENERATED[language], f"# {words['configuration']}\n\n{words['intro']}\n"]
    for plugin in PLUGINS:
        options = settings(plugin)
        rows = [words["columns"], "|---|---|---|", *(_setting(option, language) for option in options)]
        body = "\n".join(rows) if options else words["none"]
        parts.append(f"\n## {plugin}\n\n{body}\n")
    return "".join(parts)


def api_page(language: str) -> str:
    """Return the page of every action and every command of every plugin."""
    words = WORDS[language]
    parts = [GENERATED[language], f"# {words['api']}\n\n{words['api_intro']}\n"]
    lines: list[str] = []
    for plugin in PLUGINS:
        rows = [
            f"| `{one.name}` | {'GET' if one.reads else 'POST'} | {_cell(one.summary)} |" for one in actions(plugin)
        ]
        body = "\n".join([words["api_columns"], "|---|---|---|", *rows]) if rows else words["no_actions"]
        parts.append(f"\n## {plugin}\n\n{body}\n")
        lines += [f"| `{line}` | {_cell(text)} |" for line, text in commands(plugin)]
    table = "\n".join([words["command_columns"], "|---|---|", *lines])
    parts.append(f"\n## {words['commands']}\n\n{table}\n")
    return "".join(parts)


def dcat_page(language: str) -> str:
    """Return the page of metadata: DCAT-GoJ, RDF and other portals' field names."""
    return GENERATED[language] + reference_dcat.page(language)


def pages() -> dict[Path, str]:
    """Return the text of each generated page by its path."""
    return {
        DOCS / language / f"{name}.md": make(language)
        for language in WORDS
        for name, make in (("configuration", configuration_page), ("api", api_page), ("dcat", dcat_page))
    }


def stale() -> list[str]:
    """Return the generated pages that differ from what the code says now."""
    return [
        str(path.relative_to(ROOT))
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` name those that are out of date."""
    if arguments == ["--check"]:
        late = stale()
        print("\n".join(late))
        return bool(late)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
