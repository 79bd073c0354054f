"""Many paths are ruled at once exactly as each would be alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.kernel.effects import Access
from assistant.safety.policy import PathRule, Policy, Ruling

NAMES = st.sampled_from(["a", "b", ".c", "ab", "..d", ""])
PATHS = st.lists(NAMES, max_size=4).map(lambda names: "/" + "/".join(names))
ACCESSES = st.frozensets(st.sampled_from(list(Access)), max_size=4)
RULES = st.builds(PathRule, PATHS, ACCESSES, ACCESSES, ACCESSES)
POLICIES = st.builds(
    Policy,
    allow=st.just(frozenset[str]()),
    paths=st.lists(RULES, max_size=5).map(tuple),
    hidden=st.sampled_from(list(Ruling)),
)
TOUCHED = st.lists(st.tuples(st.sampled_from(list(Access)), PATHS), max_size=12)


@settings(max_examples=400, deadline=None)
@given(POLICIES, TOUCHED)
def test_many_paths_are_ruled_like_each_alone(policy, touched):
    assert list(policy.of_paths(touched)) == [policy.of_path(access, path) for access, path in touched]


def test_a_rule_about_one_of_many_is_heeded():
    everything = frozenset(Access)
    policy = Policy(frozenset(), paths=(PathRule("/h", everything), PathRule("/h/d/k", deny=everything)))
    touched = [(Access.MOVE, f"/h/d/{name}") for name in ("j", "k", "l", ".m")]
    assert list(policy.of_paths(touched)) == [Ruling.ALLOW, Ruling.DENY, Ruling.ALLOW, Ruling.ASK]
