//! Currencies: the codes of ISO 4217, and the symbols that people write beside amounts.

/// The code in capitals, if it is one.
pub(crate) fn code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let letters: [u8; 3] = text.as_bytes().try_into().ok()?;
    let capitals = letters.map(|letter| letter.to_ascii_uppercase());
    CODES.binary_search_by(|code| code.as_bytes().cmp(&capitals)).ok().map(|index| CODES[index])
}

/// `Some` if a symbol or a word beside an amount is that of a currency; inside, the code if it is unambiguous.
pub(crate) fn beside_amount(word: &str) -> Option<Option<&'static str>> {
    let word = word.strip_suffix('.').unwrap_or(word);
    if let Some(code) = code(word) {
        return Some(Some(code));
    }
    match word {
        "€" => Some(Some("EUR")),
        "₹" => Some(Some("INR")),
        "us$" => Some(Some("USD")),
        "$" | "£" | "¥" | "￥" | "₩" | "₽" | "₺" | "₴" | "₪" | "₱" | "฿" | "₫" | "₦" | "r$" | "ca$"
        | "c$" | "a$" | "au$" | "nz$" | "hk$" | "s$" | "nt$" | "rs" | "kr" | "fr" | "sfr" | "zł" | "kč"
        | "ft" | "lei" | "元" | "円" => Some(None),
        _ => None,
    }
}

/// Whether the currency has no subunit, so that a mark in an amount can only group digits.
pub(crate) fn is_whole(code: &str) -> bool {
    const WHOLE: [&str; 15] = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
        "XPF",
    ];
    WHOLE.contains(&code)
}

#[rustfmt::skip]
const CODES: [&str; 155] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF", "BMD",
    "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP",
    "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP",
    "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD",
    "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD",
    "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN",
    "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB",
    "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL",
    "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VES",
    "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_in_any_case_and_others_stay_unknown() {
        assert_eq!(code("eur"), Some("EUR"));
        assert_eq!(code(" Usd "), Some("USD"));
        assert_eq!(code("$"), None);
        assert_eq!(code("dollars"), None);
        assert!(CODES.is_sorted());
    }

    #[test]
    fn a_symbol_names_a_currency_only_if_no_other_uses_it() {
        assert_eq!(beside_amount("€"), Some(Some("EUR")));
        assert_eq!(beside_amount("$"), Some(None));
        assert_eq!(beside_amount("kr."), Some(None));
        assert_eq!(beside_amount("apples"), None);
    }
}
