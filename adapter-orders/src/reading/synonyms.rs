//! The names of columns, reduced to lower-case letters and digits, and matched as a whole.
//!
//! A lower rank wins. A file with two names of the same rank is ambiguous. Ranks differ only where a real export has both
//! names.

use crate::reading::field::Field;
use crate::reading::text::squeeze;

/// The field of a name, and its rank (lower is better).
pub(crate) fn lookup(name: &str) -> Option<(Field, u8)> {
    let name = squeeze(name);
    if name.is_empty() {
        return None;
    }
    TABLE.iter().find(|(_, _, names)| names.contains(&name.as_str())).map(|&(field, rank, _)| (field, rank))
}

/// Whether a name is known.
pub(crate) fn is_known(name: &str) -> bool {
    lookup(name).is_some()
}

/// Shopify calls the order number `Name`; anywhere else a name is a person's or a product's.
pub(crate) const NAME_AS_ORDER_ID: (&str, u8) = ("name", 3);

/// Columns that only Shopify's export has.
pub(crate) const SHOPIFY_MARKS: [&str; 2] = ["financialstatus", "lineitemname"];

#[rustfmt::skip]
const TABLE: &[(Field, u8, &[&str])] = &[
    (Field::OrderId, 0, &["orderid", "purchaseid", "bestellid", "auftragsid", "iddecommande", "idpedido"]),
    (Field::OrderId, 1, &[
        "order", "ordernumber", "orderno", "ordernr", "orderreference", "orderref", "bestellung", "bestellnummer",
        "bestellnr", "auftragsnummer", "auftragsnr", "numérodecommande", "numerodecommande", "númerodepedido",
        "numerodepedido", "bestelnummer", "numeroordine", "订单号", "订单编号",
    ]),
    (Field::OrderId, 2, &["id"]),
    // Rank 3 is NAME_AS_ORDER_ID.
    (Field::OrderId, 4, &[
        "transactionid", "transaktionsid", "invoicenumber", "invoiceno", "rechnungsnummer", "rechnungsnr",
    ]),
    (Field::Email, 0, &[
        "email", "mail", "emailaddress", "emailadresse", "mailadresse", "adresseemail", "adressemail", "useremail",
        "purchaseemail", "contactemail", "courriel", "correo", "correoelectrónico", "correoelectronico", "邮箱",
        "电子邮件",
    ]),
    (Field::Email, 1, &["billingemail", "emailbilling", "billingemailaddress", "emailrechnung"]),
    (Field::Email, 2, &[
        "customeremail", "customeremailaddress", "buyeremail", "buyeremailaddress", "kundenemail", "emailkunde",
        "emaildeskunden", "käuferemail", "emaildeskäufers",
    ]),
    (Field::Amount, 0, &[
        "total", "ordertotal", "ordertotalamount", "ordertotalinctax", "totalamount", "totalprice", "totalpaid",
        "grandtotal", "amount", "amountpaid", "paidamount", "orderamount", "saleprice", "received", "betrag", "gesamt",
        "gesamtbetrag", "gesamtsumme", "gesamtpreis", "summe", "rechnungsbetrag", "bestellsumme", "montant",
        "montanttotal", "totalttc", "importe", "importetotal", "importo", "totaal", "totaalbedrag", "bedrag", "金额",
        "订单金额", "总金额",
    ]),
    (Field::Amount, 1, &["subtotal", "ordersubtotal", "ordersubtotalamount", "zwischensumme"]),
    (Field::Refund, 0, &[
        "refund", "refunds", "refunded", "refundedamount", "amountrefunded", "orderrefundamount", "refundamount",
        "totalrefunded", "totalrefund", "refundtotal", "partialrefund", "erstattung", "erstattungsbetrag",
        "erstatteterbetrag", "rückerstattung", "montantremboursé", "退款金额",
    ]),
    (Field::Adjusted, 0, &["adjustedordertotal"]),
    (Field::Currency, 0, &[
        "currency", "currencycode", "ordercurrency", "ordercurrencycode", "währung", "wahrung", "waehrung", "devise",
        "moneda", "valuta", "币种",
    ]),
    (Field::Status, 0, &["financialstatus", "paymentstatus", "zahlungsstatus"]),
    (Field::Status, 1, &["orderstatus", "transactionstatus", "bestellstatus", "auftragsstatus"]),
    (Field::Status, 2, &["status"]),
    (Field::PlacedAt, 0, &[
        "createdat", "createdutc", "createddateutc", "orderdate", "saledate", "purchasedate", "datetimeutc",
        "bestelldatum", "bestelltam", "kaufdatum", "verkauftam", "auftragsdatum", "datedecommande", "fechadepedido",
        "下单时间",
    ]),
    (Field::PlacedAt, 1, &["created", "createddate", "datecreated", "date", "datetime", "datum", "fecha"]),
    (Field::PlacedAt, 2, &["paidat", "paiddate", "datepaid", "paymentdate", "bezahltam"]),
    (Field::CancelledAt, 0, &["cancelledat", "canceledat", "cancelleddate", "storniertam"]),
    (Field::Mode, 0, &["mode"]),
    (Field::Captured, 0, &["captured", "captured?"]),
    (Field::FullyRefunded, 0, &["fullyrefunded", "fullyrefunded?"]),
    (Field::FreeTrial, 0, &["freetrialpurchase?", "freetrial?"]),
    (Field::PreOrder, 0, &["preorderauthorization?"]),
    (Field::Disputed, 0, &["disputed", "disputed?"]),
    (Field::DisputeWon, 0, &["disputewon", "disputewon?"]),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_is_squeezed_and_stands_once() {
        let mut seen = HashSet::new();
        for name in TABLE.iter().flat_map(|(_, _, names)| *names) {
            assert_eq!(squeeze(name), *name);
            assert!(seen.insert(name), "{name} stands twice");
        }
    }

    #[test]
    fn names_are_matched_whole() {
        assert_eq!(lookup("order_total"), Some((Field::Amount, 0)));
        for near in [
            "Paid",
            "Provider",
            "Billing Address Id",
            "Order Line Total",
            "Total items",
            "Lifetime Amount",
            "#",
            "",
        ] {
            assert!(!is_known(near), "{near}");
        }
    }
}
