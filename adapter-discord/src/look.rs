//! How every answer looks.
