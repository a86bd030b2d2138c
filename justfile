# The maintainer's commands; `just` alone lists them.
# Building and testing do not need `just`: each recipe is a plain cargo command.

_list:
    @just --list --unsorted

# run tallybook: `just run doctor`
run *arguments:
    cargo run --quiet -- {{ arguments }}

# a made-up community, from the first grant to the leaderboard
demo:
    cargo run --quiet -- demo

# the bot on a local Discord, in the browser
playground *arguments:
    cargo run --quiet -- playground {{ arguments }}

# the playground's page in headless Chromium (needs chromedriver)
browser:
    cargo test --package tests-browser

# all tests of all crates, or those that match a filter: `just test reversing`
test *filter:
    cargo test {{ filter }}

# formatting and lints
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# the documentation of the public API
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --workspace

# one benchmark: append, replay, projection or discord
bench name="append":
    cargo bench --bench {{ name }}

# kill the writer in the middle of its work, this many times
crash kills="200":
    CRASH_KILLS={{ kills }} cargo test crash

# random commands against the naive model: 10^7 of them take a while
laws commands="10000000":
    LAW_COMMANDS={{ commands }} cargo test --release laws

# what lives where: the first line of each file of Rust, all or below one folder
map folder=".":
    @git ls-files -- '{{ folder }}' | grep '\.rs$' | xargs awk 'FNR == 1 { sub(/^\/\/! /, ""); printf "%-60s %s\n", FILENAME, $0 }'

# licences, advisories, bans and sources of the dependencies (needs cargo-deny)
deny:
    cargo deny --all-features check

# everything that CI does, in its order
ci:
    .ci/run
