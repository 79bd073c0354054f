"""What apt prints, as values: simulated runs, versions, searches and progress. Source: apt-get(8), apt-cache(8)."""

import re
from collections.abc import Iterable, Sequence

from assistant.actions.machine.package_source import Changes, Found, Package

# "Inst vim [2:9.0] (2:9.1 Debian-Security:12/stable-security [amd64])", "Remv vim [2:9.0]", "Purg vim [2:9.0]"
_STEP = re.compile(
    r"(?P<what>Inst|Remv|Purg) (?P<name>[^\s]+)(?: \[(?P<old>[^\]]*)\])?(?: \((?P<version>\S+)(?P<rest>.*))?"
)
_URI = re.compile(r"^'[^']*' \S+ (\d+)", re.MULTILINE)
_PROBLEM = re.compile(r"E: (.+)")
# "pmstatus:vim:44.4:Configuring vim (amd64)", "dlstatus:2:49.7:Retrieving file 2 of 2"
_PROGRESS = re.compile(r"(dlstatus|pmstatus):[^:]*:([\d.]+):")
_NO_VERSION = "(none)"


def read_changes(printed: str, uris: str) -> Changes:
    """Return what a simulated run would do.

    Args:
        printed: Of the simulated run.
        uris: Of a run that only names what would be fetched.
    """
    steps = [step for line in printed.splitlines() if (step := _STEP.match(line))]
    gained = [step for step in steps if step["what"] == "Inst"]
    names = {step["name"] for step in gained}
    upgrades = tuple(step["name"] for step in gained if step["old"] is not None)
    return Changes(
        installs=tuple(step["name"] for step in gained if step["old"] is None),
        upgrades=upgrades,
        removes=tuple(dict.fromkeys(s["name"] for s in steps if s["what"] != "Inst" and s["name"] not in names)),
        versions=tuple((step["name"], step["version"] or "") for step in gained),
        security=tuple(s["name"] for s in gained if s["name"] in upgrades and "security" in (s["rest"] or "").lower()),
        download_bytes=sum(int(size) for size in _URI.findall(uris)),
    )


def read_problem(printed: str) -> str:
    """Return why apt gave up, in its own words."""
    return next(iter(_PROBLEM.findall(printed)), "")


def read_policy(printed: str, name: str) -> Package:
    """Return a package from `apt-cache policy`."""
    fields = dict(re.findall(r"^  (Installed|Candidate): (.+)$", printed, re.MULTILINE))
    versions = {key: "" if value == _NO_VERSION else value for key, value in fields.items()}
    return Package(name, versions.get("Installed", ""), versions.get("Candidate", ""))


def read_found(printed: str, words: Sequence[str]) -> list[Found]:
    """Return what a search found: names that are the words, then names with them, then the rest; short ones first."""
    pairs = [line.partition(" - ") for line in printed.splitlines()]
    found = [Found(name.strip(), summary.strip()) for name, _, summary in pairs if name.strip()]

    def rank(each: Found) -> tuple[bool, int, int, int, str]:
        in_name = sum(word in each.name for word in words)
        in_summary = sum(bool(re.search(rf"\b{re.escape(word)}", each.summary.lower())) for word in words)
        is_part = each.name.startswith("lib") or each.name.endswith(
            ("-dev", "-doc", "-dbg", "-data", "-common", "-dbgsym")
        )
        return is_part, -int("-".join(words) == each.name), -in_name, -in_summary, f"{len(each.name):03}{each.name}"

    return sorted(found, key=rank)


def read_essential(printed: str) -> list[str]:
    """Return the packages of `apt-cache show` that the distribution cannot be without."""
    essential: list[str] = []
    for stanza in printed.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Essential|Protected|Priority): (.+)$", stanza, re.MULTILINE))
        is_needed = "yes" in (fields.get("Essential"), fields.get("Protected")) or fields.get("Priority") == "required"
        if is_needed and fields.get("Package"):
            essential.append(fields["Package"])
    return list(dict.fromkeys(essential))


def read_progress(lines: Iterable[str]) -> float | None:
    """Return how far the newest of these lines says that it is, 0..100: half for fetching, half for the rest."""
    percent: float | None = None
    for line in lines:
        if found := _PROGRESS.match(line):
            percent = float(found[2]) / 2 + (50 if found[1] == "pmstatus" else 0)
    return percent
