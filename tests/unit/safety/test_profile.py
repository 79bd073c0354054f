"""From a profile, which is data, and the user's settings to a policy; with real folders and links."""

from pathlib import Path
from typing import get_args

import pytest

from assistant.kernel.capabilities import CAPABILITIES
from assistant.kernel.effects import Access
from assistant.safety.policy import Policy, Ruling
from assistant.safety.profile import FOLDER, Grants, ProfileName, build_policy

PROFILES = get_args(ProfileName)
# Granted by nobody but the user.
OFF = {"shell.run"}
NEVER_UNASKED = {"files.destroy", "apps.kill"}
CHANGING = [access for access in Access if access is not Access.READ]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "ann"
    folder.mkdir(parents=True)
    return folder


def built(home: Path, profile: ProfileName = "standard", own: tuple[Path, ...] = (), **grants: object) -> Policy:
    return build_policy(profile, Grants(**grants), home, own)


# ------------------------------------------------------------------------------------------------------ capabilities


@pytest.mark.parametrize("profile", PROFILES)
def test_every_capability_stands_in_each_profile_once_or_is_off_on_purpose(home: Path, profile: ProfileName) -> None:
    policy = built(home, profile)
    listed = [*policy.allow, *policy.ask, *policy.deny]
    assert sorted({*listed, *OFF}) == sorted(CAPABILITIES)
    assert len(listed) == len(set(listed)), "each in one list"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", sorted(OFF))
def test_what_is_off_is_denied_until_the_user_grants_it(home: Path, profile: ProfileName, name: str) -> None:
    assert built(home, profile).of_capability(name) is Ruling.DENY
    assert built(home, profile, allow=[name]).of_capability(name) is Ruling.ALLOW


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", sorted(NEVER_UNASKED & CAPABILITIES.keys()))
def test_no_profile_allows_unasked_what_cannot_be_taken_back(home: Path, profile: ProfileName, name: str) -> None:
    assert built(home, profile).of_capability(name) is Ruling.ASK


def test_the_profiles_go_from_careful_to_trusting(home: Path) -> None:
    careful, standard, trusting = (built(home, profile) for profile in PROFILES)
    for name in CAPABILITIES:
        assert careful.of_capability(name) >= standard.of_capability(name) >= trusting.of_capability(name), name
    for access in Access:
        limits = [policy.ask_above.get(access, 0) for policy in (careful, standard, trusting)]
        assert limits == sorted(limits), access
    for name in {*careful.per_minute, *standard.per_minute, *trusting.per_minute}:
        limits = [policy.per_minute[name] for policy in (careful, standard, trusting)]
        assert limits == sorted(limits), name


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_limits_whatever_can_change_much(home: Path, profile: ProfileName) -> None:
    policy = built(home, profile)
    changing = {name for name in CAPABILITIES if name.startswith("files.")} - {"files.search", "files.read"}
    assert {*changing, "shell.run", "apps.start"} <= policy.per_minute.keys()
    assert policy.per_minute.keys() <= CAPABILITIES.keys()
    assert policy.ask_above[Access.DESTROY] == 0


@pytest.mark.parametrize("name", ["clock.read", "files.destroy", "shell.run", "plugin.lamp"])
@pytest.mark.parametrize("ruling", Ruling)
def test_what_the_user_sets_wins_over_the_profile(home: Path, name: str, ruling: Ruling) -> None:
    grants = {ruling.name.lower(): [name]}
    assert built(home, **grants).of_capability(name) is ruling


def test_what_the_user_lists_twice_counts_as_the_stricter(home: Path) -> None:
    policy = built(home, allow=["a.b", "c.d"], ask=["a.b", "c.d"], deny=["c.d"])
    assert [policy.of_capability(name) for name in ("a.b", "c.d")] == [Ruling.ASK, Ruling.DENY]


def test_what_the_user_does_not_name_stays_as_it_was(home: Path) -> None:
    policy = built(home, allow=["files.destroy"], deny=["clock.read"])
    rest = set(CAPABILITIES) - {"files.destroy", "clock.read"}
    assert all(policy.of_capability(name) is built(home).of_capability(name) for name in rest)


def test_every_profile_has_a_file_and_every_file_a_profile() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*PROFILES, "paths"}


# ------------------------------------------------------------------------------------------------------------- paths


@pytest.mark.parametrize("profile", PROFILES)
def test_home_is_open_and_the_system_is_closed(home: Path, profile: ProfileName) -> None:
    policy = built(home, profile)
    for access in Access:
        assert policy.of_path(access, f"{home}/Documents/a") is Ruling.ALLOW
        for path in ("/", "/etc/passwd", "/usr/bin/python3", "/root/x", "/var/lib/x", "/proc/1/mem", "/dev/sda"):
            assert policy.of_path(access, path) is Ruling.DENY, path
    for access in CHANGING:
        assert policy.of_path(access, str(home)) is Ruling.DENY


@pytest.mark.parametrize(
    "place",
    [
        *[".ssh/id_ed25519", ".ssh", ".gnupg/x", ".aws/credentials", ".netrc", ".git-credentials", ".mozilla/x"],
        *[".local/share/keyrings/login", ".config/google-chrome/Default", ".password-store/a.gpg"],
        *[".ssh/../.ssh/id", ".ssh/./id", ".ssh//id"],
    ],
)
@pytest.mark.parametrize("access", Access)
def test_keys_and_passwords_are_closed(home: Path, access: Access, place: str) -> None:
    real = (home / place).resolve()
    assert built(home).of_path(access, str(real)) is Ruling.DENY


@pytest.mark.parametrize(
    "place", [".bashrc", ".profile", ".config/autostart/x.desktop", ".config/systemd/user/x.service"]
)
def test_what_the_next_login_runs_may_be_read_and_not_changed(home: Path, place: str) -> None:
    policy = built(home)
    assert policy.of_path(Access.READ, f"{home}/{place}") is Ruling.ALLOW
    for access in CHANGING:
        assert policy.of_path(access, f"{home}/{place}") is Ruling.DENY


def test_the_folders_that_hold_them_are_not_to_be_moved_away(home: Path) -> None:
    for folder in (".config", ".local", ".local/share"):
        assert built(home).of_path(Access.MOVE, f"{home}/{folder}") is Ruling.DENY


def test_the_users_places_open_and_close(home: Path) -> None:
    places = [("/srv/shared", ["read"], ["write"], []), ("~/closed", [], [], ["all"])]
    policy = built(home, paths=places)
    assert policy.of_path(Access.READ, "/srv/shared/a") is Ruling.ALLOW
    assert policy.of_path(Access.CREATE, "/srv/shared/a") is Ruling.ASK
    assert policy.of_path(Access.READ, f"{home}/closed/a") is Ruling.DENY


def test_the_user_may_want_to_be_asked_at_home(home: Path) -> None:
    policy = built(home, paths=[("~", [], ["trash"], [])])
    assert policy.of_path(Access.TRASH, f"{home}/a") is Ruling.ASK
    assert policy.of_path(Access.MOVE, f"{home}/a") is Ruling.ALLOW


def test_no_place_of_the_users_opens_what_is_closed_for_all(home: Path) -> None:
    policy = built(home, paths=[("~/.ssh", ["all"], [], []), ("~/.ssh/config", ["all"], [], [])])
    assert policy.of_path(Access.READ, f"{home}/.ssh/config") is Ruling.DENY


def test_a_tilde_is_home_only_at_the_beginning(home: Path) -> None:
    policy = built(home, paths=[("/srv/~", ["all"], [], []), ("/srv/~/x~", [], [], ["all"])])
    assert policy.of_path(Access.READ, "/srv/~/a") is Ruling.ALLOW
    assert policy.of_path(Access.READ, "/srv/~/x~/a") is Ruling.DENY


def test_the_folders_of_zenus_itself_are_closed(home: Path) -> None:
    own = (home / ".config/zenus", home / ".local/share/zenus")
    policy = built(home, own=own)
    for folder in own:
        for access in Access:
            assert policy.of_path(access, f"{folder}/zenus.db") is Ruling.DENY
    assert policy.of_path(Access.MOVE, f"{home}/.local") is Ruling.DENY


# ------------------------------------------------------------------------------------------------------------- links


def test_home_may_be_a_link(home: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(home)
    policy = built(tmp_path / "link", own=(tmp_path / "link/.zenus",))
    assert policy.of_path(Access.CHANGE, f"{home}/a") is Ruling.ALLOW
    assert policy.of_path(Access.READ, f"{home}/.ssh/id") is Ruling.DENY
    assert policy.of_path(Access.READ, f"{home}/.zenus/x") is Ruling.DENY


@pytest.mark.parametrize("access", Access)
def test_a_closed_place_that_is_a_link_is_closed_at_both_ends(home: Path, access: Access) -> None:
    (home / "dotfiles").mkdir()
    (home / ".ssh").symlink_to("dotfiles/ssh")
    policy = built(home)
    assert policy.of_path(access, f"{home}/dotfiles/ssh/id") is Ruling.DENY, "what it leads to"
    assert policy.of_path(access, f"{home}/.ssh") is Ruling.DENY, "the link itself, which may be moved and made anew"


@pytest.mark.parametrize("access", CHANGING)
def test_a_start_file_in_a_linked_folder_is_closed_at_both_ends(home: Path, access: Access) -> None:
    (home / "dotfiles/config").mkdir(parents=True)
    (home / ".config").symlink_to("dotfiles/config")
    (home / ".bashrc").symlink_to("dotfiles/bashrc")
    policy = built(home)
    for path in ("dotfiles/config/autostart/x.desktop", "dotfiles/bashrc", ".bashrc", ".config"):
        assert policy.of_path(access, f"{home}/{path}") is Ruling.DENY, path


def test_a_place_of_the_users_that_is_a_link_is_open_where_it_leads(home: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (home / "music").symlink_to(tmp_path / "disk")
    policy = built(home, paths=[("~/music", ["all"], [], [])])
    assert policy.of_path(Access.CHANGE, f"{tmp_path}/disk/a") is Ruling.ALLOW
    assert built(home).of_path(Access.CHANGE, f"{tmp_path}/disk/a") is Ruling.DENY
