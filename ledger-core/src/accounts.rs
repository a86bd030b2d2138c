//! The accounts of a book: by number in steady chunks (growing never moves them), by member through a directory
//! that keeps numbers only.

use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::{Account, AccountNo, MemberId};

/// Accounts per chunk: 136 KiB, so that opening an account never copies more than a pointer list.
const CHUNK: usize = 1024;

#[derive(Debug, Clone)]
pub(crate) struct Accounts {
    chunks: Vec<Vec<Account>>,
    directory: HashTable<AccountNo>,
}

impl Default for Accounts {
    fn default() -> Self {
        let mut accounts = Accounts { chunks: Vec::new(), directory: HashTable::new() };
        accounts.push(Account::default());
        accounts
    }
}

impl Accounts {
    pub fn get(&self, no: AccountNo) -> Option<&Account> {
        let index = no.0 as usize;
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    pub fn get_mut(&mut self, no: AccountNo) -> Option<&mut Account> {
        let index = no.0 as usize;
        self.chunks.get_mut(index / CHUNK)?.get_mut(index % CHUNK)
    }

    pub fn of(&self, member: MemberId) -> Option<AccountNo> {
        self.directory.find(hash(member), |no| self.member(*no) == Some(member)).copied()
    }

    /// How many were opened; the treasury does not count.
    pub fn opened(&self) -> u32 {
        let full = self.chunks.len().saturating_sub(1).saturating_mul(CHUNK);
        let last = self.chunks.last().map_or(0, Vec::len);
        u32::try_from(full.saturating_add(last).saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Replaces an account, or adds the next one.
    pub fn put(&mut self, no: AccountNo, account: Account) {
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

    pub fn forget(&mut self, no: AccountNo) {
        let before = self.member(no);
        self.unlist(before, no);
        if let Some(account) = self.get_mut(no) {
            account.member = None;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (AccountNo, &Account)> + Clone {
        (0..).map(AccountNo).zip(self.chunks.iter().flatten())
    }

    fn member(&self, no: AccountNo) -> Option<MemberId> {
        self.get(no).and_then(|account| account.member)
    }

    fn push(&mut self, account: Account) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(account),
            // A small book's only chunk grows as needed; a large book's chunks are made whole.
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
        let Accounts { chunks, directory } = self;
        let hash_of = |no: &AccountNo| {
            let index = no.0 as usize;
            let account = chunks.get(index / CHUNK).and_then(|chunk| chunk.get(index % CHUNK));
            account.and_then(|account| account.member).map_or(0, hash)
        };
        directory.insert_unique(hash(member), no, hash_of);
    }

    fn unlist(&mut self, member: Option<MemberId>, no: AccountNo) {
        let Some(member) = member else { return };
        if let Ok(entry) = self.directory.find_entry(hash(member), |listed| *listed == no) {
            entry.remove();
        }
    }
}

/// Without a random seed on purpose: the same members give the same directory everywhere.
fn hash(member: MemberId) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(member)
}
