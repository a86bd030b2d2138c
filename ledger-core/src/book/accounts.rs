//! The accounts of a book: by number in chunks that never move when the book grows, by member through a directory
//! of account numbers.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::hint::black_box;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::account::Account;
use crate::values::{AccountNo, MemberId};

/// Accounts per chunk: 176 KiB, so that opening an account never copies more than a pointer list.
const CHUNK: usize = 1024;

#[derive(Debug, Clone)]
pub(crate) struct Accounts {
    chunks: Vec<Vec<Account>>,
    directory: HashTable<DirectoryEntry>,
}

/// An entry keeps its hash, so that the directory grows without touching the accounts.
#[derive(Debug, Clone, Copy)]
struct DirectoryEntry {
    hash: u32,
    no: AccountNo,
}

impl Default for Accounts {
    fn default() -> Self {
        let mut accounts = Accounts { chunks: Vec::new(), directory: HashTable::new() };
        accounts.push(Account::default());
        accounts
    }
}

impl Accounts {
    pub(crate) fn get(&self, no: AccountNo) -> Option<&Account> {
        let index = no.index();
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    pub(crate) fn get_mut(&mut self, no: AccountNo) -> Option<&mut Account> {
        let index = no.index();
        self.chunks.get_mut(index / CHUNK)?.get_mut(index % CHUNK)
    }

    pub(crate) fn number_of(&self, member: MemberId) -> Option<AccountNo> {
        let hash = hash(member);
        let theirs = |entry: &DirectoryEntry| entry.hash == hash && self.member(entry.no) == Some(member);
        self.directory.find(spread(hash), theirs).map(|entry| entry.no)
    }

    /// The number of opened accounts, without the treasury.
    pub(crate) fn opened(&self) -> u32 {
        let full = self.chunks.len().saturating_sub(1).saturating_mul(CHUNK);
        let last = self.chunks.last().map_or(0, Vec::len);
        u32::try_from(full.saturating_add(last).saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Touches accounts that are about to change. In a large book each access misses the cache: issued together the misses
    /// overlap, while a fold would wait for each before it starts the next.
    pub(crate) fn prefetch(&self, upcoming: impl Iterator<Item = AccountNo>) {
        for no in upcoming {
            if let Some(account) = self.get(no) {
                // Its first, middle and last bytes: an account spans three or four cache lines.
                black_box((account.member, account.balance, account.entries, account.head));
            }
        }
    }

    /// Replaces an account, or adds it if it has the next number.
    pub(crate) fn put(&mut self, no: AccountNo, account: Account) {
        let before = self.member(no);
        let member = account.member;
        let next = self.opened().saturating_add(1);
        match self.get_mut(no) {
            Some(place) => *place = account,
            None if no.0 == next => self.push(account),
            None => return,
        }
        if before != member {
            self.unlist(before, no);
            self.list(member, no);
        }
    }

    pub(crate) fn forget(&mut self, no: AccountNo) {
        let before = self.member(no);
        self.unlist(before, no);
        if let Some(account) = self.get_mut(no) {
            account.member = None;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (AccountNo, &Account)> + Clone {
        (0..).map(AccountNo).zip(self.chunks.iter().flatten())
    }

    fn member(&self, no: AccountNo) -> Option<MemberId> {
        self.get(no).and_then(|account| account.member)
    }

    fn push(&mut self, account: Account) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(account),
            // The first chunk grows as needed, because most books are small; later chunks are allocated whole.
            None => self.chunks.push(vec![account]),
            Some(_) => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(account);
                self.chunks.push(chunk);
            }
        }
    }

    fn list(&mut self, member: Option<MemberId>, no: AccountNo) {
        let Some(member) = member else { return };
        let hash = hash(member);
        self.directory.insert_unique(spread(hash), DirectoryEntry { hash, no }, |entry| spread(entry.hash));
    }

    fn unlist(&mut self, member: Option<MemberId>, no: AccountNo) {
        let Some(member) = member else { return };
        if let Ok(entry) = self.directory.find_entry(spread(hash(member)), |entry| entry.no == no) {
            entry.remove();
        }
    }
}

/// Without a random seed on purpose: the same members give the same directory in every run.
fn hash(member: MemberId) -> u32 {
    let hash = BuildHasherDefault::<FxHasher>::default().hash_one(member);
    // FxHash mixes the halves of a number unequally, and ids that grow with time end alike: combine both halves.
    (hash ^ hash >> u32::BITS) as u32
}

/// hashbrown uses both the low and the high bits of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << u32::BITS | u64::from(hash)
}
