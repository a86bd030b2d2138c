# What a maintainer does, as an index. `just` alone lists it.
# Nothing here is needed to build or to test: each recipe is the cargo command that stands in it.

_list:
    @just --list --unsorted

# run tallybook: `just run doctor`
run *arguments:
    cargo run --quiet -- {{ arguments }}

# a made-up community, from the first grant to the leaderboard
demo:
    cargo run --quiet -- demo

# the bot on a Discord of this machine, in the browser
playground *arguments:
    cargo run --quiet -- playground {{ arguments }}

# the playground's page in headless Chromium (needs chromedriver)
browser:
    cargo test --package tests-browser

# every test of every crate; with a filter only some: `just test reversing`
test *filter:
    cargo test {{ filter }}

# what a review would otherwise have to say
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# the public API as its readers see it
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --workspace

# one benchmark: append, replay or projection
bench name="append":
    cargo bench --bench {{ name }}

# kill the writer in the middle of its work, that many times
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
