"""Which of the collected everyday commands only read: those that a user would not want to be asked about.

Chosen by what their page says that they do; what speaks to another machine, or writes by its own words, is left out.
The narrow choice also leaves out what only a shell, a terminal or a window can do, what runs the code of the project it
is asked about, and three programs that write: these lists were made after seeing which commands were asked about, so
that the wide choice is the fairer measure.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from assistant.safety.command_text import CommandProblem, parse_command

Row: TypeAlias = Mapping[str, str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLATFORMS = ("common", "linux")
_READING = _words(
    "list show display print count search get view query compare calculate read summarize summarise report describe "
    "check find test determine inspect examine dump see look locate identify verify enumerate tell analyze analyse "
    "evaluate validate"
)
_NETWORK = _words(
    "aws az gcloud gsutil kubectl oc helm docker docker-compose docker-machine podman crictl nomad consul vault doctl "
    "linode-cli hcloud flyctl heroku vercel netlify gh glab hub jira awslogs stern k9s kaggle amass ansiweather "
    "googler curl wget http ping dig nslookup whois traceroute ffuf masscan nmap nxc wafw00f snmpget snmpgetnext "
    "snmpwalk ssh scp sftp rsync gnmic vt ohdear wlc longbridge getArch.py impacket-smbclient smbclient scrcpy adb "
    "asciiart pulumi zapier docker-search koji checkupdates-aur npm-diff x chatgpt tgpt bitcoin-cli jenkins travis "
    "circleci lxc dnf yum zypper swupd pikman dokku nextclade pio resticprofile zeroclaw"
)
_OF_A_SHELL = _words("alias command declare dirs export hash history jobs read set times type ulimit umask vared zle")
_OF_A_TERMINAL = _words("hexedit kcmshell6 less more most nano swaynag sm vi vim xzless zless")
_OF_THE_PROJECT = _words("avo bundle cake composer drupal-check gradle gulp make mvn npm pm2 rake vagrant yarn")
# Their pages say show, test or dump, and mean to compile, to fill a disk or to write an image.
_WRITING = _words("fio gcc vzdump")
_LEFT_OUT_AFTERWARDS = _OF_A_SHELL | _OF_A_TERMINAL | _OF_THE_PROJECT | _WRITING
_PAGES_OF_THE_NETWORK = _words("bun-info cargo-search")
_OF_THE_NETWORK = re.compile(
    r"\b(URL|remote|online|server|servers|domain|host|cloud|download|internet|web|website|PyPI|registry|container|"
    r"containers|pod|pods|cluster|updates?|outdated|latest|upgradable|browser|available for install)\b"
)
_OF_WRITING = re.compile(
    r"\b(save|store|write|convert|watch|interactively|menu|form|log output|overwrite|image file|produce|apply)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}(?!\})")
_FOLDER = re.compile(r"director|folder|dir\b|^\.$|path/to/(source|repo|data)")
_FILE = re.compile(
    r"path|file|archive|\.(csv|json|xml|txt|pdf|zip|xlsx|py|md|tsv|html|deb|core|dll|exe|a|o|so|jar|png|jpg|mp3|flac|"
    r"iso|gz|rar|7z|whl|bc|yaml|ttf|xar)\b"
)
_NUMBER = re.compile(r"count|number|line|pid|^n$|size|seconds|width|height|version|duration|max|min")
# What the filled-in commands name.
FILES, FOLDER = ("a.txt", "a.txt.apk", "file.py"), "docs"


def read_only_commands(file: Path, *, is_wide: bool = False) -> Iterator[Sequence[str]]:
    """Yield the texts of each chosen command: its placeholders filled in, with short options and with long ones."""
    left_out = _NETWORK if is_wide else _NETWORK | _LEFT_OUT_AFTERWARDS
    for line in file.read_text("utf-8").splitlines():
        row: Row = json.loads(line)
        if _is_chosen(row, left_out):
            yield filled(row["cmd"], 0), filled(row["cmd"], -1)


def filled(command: str, form: int) -> str:
    """Return a command with its placeholders filled in; `form` chooses among the spellings of an option."""
    return _PLACEHOLDER.sub(lambda match: _filling(match.group(1), form), command)


def _is_chosen(row: Row, left_out: Collection[str]) -> bool:
    does, command = row["nl"], row["cmd"]
    if row["platform"] not in _PLATFORMS or command.startswith(("<", "sudo ", "/")) or "nteractive" in does:
        return False
    if re.sub(r"[\[\]`]", "", does.split()[0]).lower().strip(",:") not in _READING:
        return False
    text = filled(command, 0)
    if text.split()[0] in left_out or row["page"].split("-")[0] in _NETWORK or row["page"] in _PAGES_OF_THE_NETWORK:
        return False
    is_told_otherwise = _OF_THE_NETWORK.search(does) or _OF_WRITING.search(does)
    return not is_told_otherwise and not isinstance(parse_command(text), CommandProblem)


def _filling(placeholder: str, form: int) -> str:
    if choice := re.fullmatch(r"\[(.*)\]", placeholder):
        return choice.group(1).split("|")[form]
    if "|" in placeholder:
        return placeholder.split("|")[0].strip()
    first = placeholder.split()[0] if " ..." in placeholder else placeholder
    for expression, filling in ((_FOLDER, FOLDER), (_FILE, FILES[0]), (re.compile("ext4"), "ext4"), (_NUMBER, "3")):
        if expression.search(first):
            return filling
    return re.sub(r"[,\s]*\.\.\.$", "", first).strip() or "x"
