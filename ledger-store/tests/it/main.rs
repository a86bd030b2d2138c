//! The store on real files.

mod smoke;
