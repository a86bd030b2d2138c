//! Books in the way a store uses them: an overlay gathers the commands of a commit and is merged after it, and the
//! boards follow the changes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ledger_core::testkit::{FixedClock, SEASON_STEP};
use ledger_core::{
    Asker, Boards, Book, BookId, By, Command, Context, Decided, Draft, EventKind, Limits, Overlay, Place,
    Position, Posting, Recorded, Refusal, Timestamp,
};

#[derive(Default)]
pub(crate) struct Live {
    pub books: BTreeMap<BookId, (Book, Boards)>,
    pub journal: Vec<Recorded>,
    pub clock: FixedClock,
    pub asker: Asker,
    pub limits: Limits,
}

impl Live {
    /// Decides commands in one commit. Before each, it decides and discards the decoy and the command itself: that
    /// must leave no trace, and the second decision must equal the first.
    #[track_caller]
    pub(crate) fn commit(
        &mut self,
        book: BookId,
        commands: &[Command],
        decoy: Option<&Command>,
    ) -> Vec<Result<(), Refusal>> {
        let (state, boards) = self.books.entry(book).or_default();
        let mut commit = Commit {
            book,
            state,
            overlay: Overlay::over(state),
            events: Vec::new(),
            journal: &self.journal,
            now: self.journal.last().map_or(self.clock.now(), |last| last.at.max(self.clock.now())),
            asker: self.asker,
            limits: self.limits,
        };
        let answers = commands.iter().map(|command| commit.decide(command, decoy)).collect();
        let Commit { overlay, events, .. } = commit;
        state.merge(overlay, |change| boards.update(&change));
        self.journal.extend(events.into_iter().map(|decided| decided.recorded));
        answers
    }

    /// Makes one commit, in which every command must be accepted.
    #[track_caller]
    pub(crate) fn accept(&mut self, book: BookId, commands: &[Command]) {
        for answer in self.commit(book, commands, None) {
            assert_eq!(answer, Ok(()));
        }
    }

    /// The boards as a reader sees them: built again where a moved offset or clock asks for a period that they lack.
    pub(crate) fn boards(&self, book: BookId) -> Cow<'_, Boards> {
        let (state, boards) = &self.books[&book];
        let (now, offset) = (self.clock.now(), state.settings().utc_offset);
        if boards.cover(now, offset) {
            return Cow::Borrowed(boards);
        }
        Cow::Owned(Boards::build(state.accounts(), now, offset))
    }

    /// Compares the boards that followed the changes with freshly built ones, place by place.
    #[track_caller]
    pub(crate) fn check_boards(&self, book: BookId) {
        let (state, boards) = (&self.books[&book].0, &*self.boards(book));
        let (now, offset) = (self.clock.now(), state.settings().utc_offset);
        let built = Boards::build(state.accounts(), now, offset);
        for by in By::ALL {
            let places = all_places(boards, by, now, state);
            assert_eq!(places, all_places(&built, by, now, state), "{by:?}");
            assert_eq!(places.len(), boards.len(by, now, offset));
            for place in &places {
                let standing = state.account(place.account).expect("an account on a board exists").standing();
                assert_eq!(boards.rank(by, place.account, &standing, now, offset), Some(place.rank));
            }
        }
    }
}

/// A commit while it gathers commands.
struct Commit<'a> {
    book: BookId,
    state: &'a Book,
    overlay: Overlay,
    events: Vec<Decided>,
    journal: &'a [Recorded],
    now: Timestamp,
    asker: Asker,
    limits: Limits,
}

impl Commit<'_> {
    #[track_caller]
    fn decide(&mut self, command: &Command, decoy: Option<&Command>) -> Result<(), Refusal> {
        let start = self.events.len();
        if let Some(decoy) = decoy {
            drop(self.rehearse(decoy, start));
            let rehearsed = self.rehearse(command, start);
            let answer = self.draft(command);
            assert_eq!(rehearsed, (answer.clone(), self.events[start..].to_vec()), "decided twice");
            self.settle(start);
            return answer;
        }
        let answer = self.draft(command);
        self.settle(start);
        answer
    }

    fn rehearse(&mut self, command: &Command, start: usize) -> (Result<(), Refusal>, Vec<Decided>) {
        let answer = self.draft(command);
        self.overlay.discard();
        (answer, self.events.split_off(start))
    }

    fn draft(&mut self, command: &Command) -> Result<(), Refusal> {
        let needed = command.postings_needed().into_iter();
        let postings: Vec<Posting> = needed.filter_map(|position| self.posting(position)).collect();
        let context = self.context(&postings);
        Draft::new(self.state, &mut self.overlay, &mut self.events)
            .for_book(self.book)
            .decide(command, &context)
    }

    /// Settles the decided events, and runs the close of a season to its end.
    fn settle(&mut self, start: usize) {
        self.overlay.accept();
        let kind_of = |decided: &Decided| decided.recorded.event.kind();
        let closes = self.events[start..].iter().any(|decided| kind_of(decided) == EventKind::SeasonClosing);
        while closes && self.events.last().map(kind_of) != Some(EventKind::SeasonClosed) {
            let context = self.context(&[]);
            Draft::new(self.state, &mut self.overlay, &mut self.events)
                .for_book(self.book)
                .continue_season_close(&context, SEASON_STEP);
            self.overlay.accept();
        }
    }

    fn context<'c>(&self, postings: &'c [Posting]) -> Context<'c> {
        let next = Position((self.journal.len() + self.events.len()) as u64 + 1);
        let Commit { now, asker, limits, .. } = *self;
        Context { now, occurred_at: None, asker, next, limits, postings }
    }

    fn posting(&self, position: Position) -> Option<Posting> {
        let index = usize::try_from(position.0).ok()?.checked_sub(1)?;
        let pending =
            || self.events.get(index.checked_sub(self.journal.len())?).map(|decided| &decided.recorded);
        self.journal.get(index).or_else(pending)?.posting()
    }
}

fn all_places(boards: &Boards, by: By, now: Timestamp, book: &Book) -> Vec<Place> {
    boards.places(by, 1, usize::MAX, now, book.settings().utc_offset)
}
