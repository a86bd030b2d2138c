//! Which column of a file holds which field, or a question where that is ambiguous.
//!
//! `synonyms` has the names of columns.

use csv::StringRecord;

use crate::reading::email_address;
use crate::reading::field::Field;
use crate::reading::file_error::FileError;
use crate::reading::limits::MAX_COLUMNS_SHOWN;
use crate::reading::synonyms::{NAME_AS_ORDER_ID, SHOPIFY_MARKS, lookup};
use crate::reading::text::{clean, shown, squeeze};

/// The columns of one file.
#[derive(Debug)]
pub(crate) struct Columns {
    /// Index and name of the column of each field, in the order of [`Field::ALL`].
    found: Vec<Option<(usize, String)>>,
}

impl Columns {
    /// The columns of a header. An amount is needed, and an order id or an e-mail.
    pub(crate) fn recognise(header: &StringRecord) -> Result<Columns, FileError> {
        if header.iter().any(|name| email_address::parse(clean(name)).is_some()) {
            return Err(FileError::NoHeader);
        }
        let known = known_names(header);
        let mut found = Vec::with_capacity(Field::ALL.len());
        for field in Field::ALL {
            found.push(best(field, &known, header)?.map(|index| (index, shown(&header[index]))));
        }
        let columns = Columns { found };
        let (missing, example) =
            match (columns.has(Field::Amount), columns.has(Field::OrderId) || columns.has(Field::Email)) {
                (true, true) => return Ok(columns),
                (true, false) => ("an order id or an e-mail address", "`Order ID` or `Email`"),
                (false, true) => ("the amount of an order", "`Total` or `Amount`"),
                (false, false) => (
                    "the amount of an order, nor an order id or an e-mail address",
                    "`Total` and another `Order ID` or `Email`",
                ),
            };
        Err(FileError::UnknownLayout { missing, seen: seen(header), example })
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.place(field).is_some()
    }

    /// The index of a field's column, from 0.
    pub(crate) fn place(&self, field: Field) -> Option<usize> {
        self.found[field as usize].as_ref().map(|(index, _)| *index)
    }

    /// The name of a field's column, or of the field if the file has no such column.
    pub(crate) fn name(&self, field: Field) -> String {
        self.found[field as usize].as_ref().map_or_else(|| field.to_string(), |(_, name)| name.clone())
    }

    /// The leftmost column that is missing in a row of so many cells.
    pub(crate) fn first_beyond(&self, cells: usize) -> Option<&str> {
        let beyond = self.found.iter().flatten().filter(|(index, _)| *index >= cells);
        beyond.min_by_key(|(index, _)| *index).map(|(_, name)| name.as_str())
    }

    /// The recognised fields with the names of their columns.
    pub(crate) fn named(&self) -> Vec<(Field, String)> {
        let pairs = Field::ALL.into_iter().zip(&self.found);
        pairs.filter_map(|(field, found)| found.as_ref().map(|(_, name)| (field, name.clone()))).collect()
    }
}

/// The columns with known names: index, field and rank.
fn known_names(header: &StringRecord) -> Vec<(usize, Field, u8)> {
    let is_shopify = header.iter().any(|name| SHOPIFY_MARKS.contains(&squeeze(name).as_str()));
    let (shopify_name, shopify_rank) = NAME_AS_ORDER_ID;
    let mut known = Vec::new();
    for (index, name) in header.iter().enumerate() {
        if let Some((field, rank)) = lookup(name) {
            known.push((index, field, rank));
        } else if is_shopify && squeeze(name) == shopify_name {
            known.push((index, Field::OrderId, shopify_rank));
        }
    }
    known
}

fn best(
    field: Field,
    known: &[(usize, Field, u8)],
    header: &StringRecord,
) -> Result<Option<usize>, FileError> {
    let of_field = || known.iter().filter(|(_, named, _)| *named == field);
    let Some(rank) = of_field().map(|(_, _, rank)| *rank).min() else { return Ok(None) };
    let candidates: Vec<usize> =
        of_field().filter(|(_, _, own)| *own == rank).map(|(index, _, _)| *index).collect();
    match candidates[..] {
        [index] => Ok(Some(index)),
        _ => {
            let names: Vec<String> = candidates
                .iter()
                .map(|&index| format!("`{}` (column {})", shown(&header[index]), index + 1))
                .collect();
            Err(FileError::WhichColumn { field, names: names.join(" or ") })
        }
    }
}

fn seen(header: &StringRecord) -> String {
    let mut names: Vec<String> =
        header.iter().take(MAX_COLUMNS_SHOWN).map(|name| format!("`{}`", shown(name))).collect();
    if header.len() > MAX_COLUMNS_SHOWN {
        names.push(format!("and {} more", header.len() - MAX_COLUMNS_SHOWN));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognise(header: &[&str]) -> Result<Columns, FileError> {
        Columns::recognise(&StringRecord::from(header.to_vec()))
    }

    #[test]
    fn the_total_of_an_order_is_its_amount_and_never_its_id() {
        let columns = recognise(&["order_total", "order_id", "billing_email"]).unwrap();
        assert_eq!(columns.place(Field::Amount), Some(0));
        assert_eq!(columns.place(Field::OrderId), Some(1));
    }

    #[test]
    fn a_name_is_an_order_id_only_at_shopify() {
        let columns = recognise(&["Name", "Email", "Financial Status", "Total"]).unwrap();
        assert_eq!(columns.place(Field::OrderId), Some(0));
        let columns = recognise(&["Name", "Email", "Total"]).unwrap();
        assert!(!columns.has(Field::OrderId));
    }

    #[test]
    fn two_columns_of_one_rank_are_asked_about() {
        let question = recognise(&["Email", "Total", "Amount"]).unwrap_err();
        assert_eq!(
            question.to_string(),
            "which column is the amount: `Total` (column 2) or `Amount` (column 3)? Rename or remove those that are not meant"
        );
        assert!(recognise(&["E-Mail", "email", "Total"]).is_err());
    }

    #[test]
    fn an_unknown_layout_says_what_it_has_and_what_it_lacks() {
        let refusal = recognise(&["Email", "Lifetime Amount"]).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "no column of the file is the amount of an order: the columns are `Email`, `Lifetime Amount`; name one `Total` or `Amount`"
        );
        assert!(recognise(&["Total"]).unwrap_err().to_string().contains("`Order ID` or `Email`"));
    }

    #[test]
    fn a_file_without_header_is_refused_without_repeating_its_data() {
        assert_eq!(recognise(&["ida@example.org", "12.00"]).unwrap_err(), FileError::NoHeader);
    }
}
