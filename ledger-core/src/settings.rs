//! The settings of a book: their names, accepted values and defaults.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::values::{Amount, Invalid, Points, SettingName, UtcOffset, is_one_visible_line};

/// The most characters in the value of a setting.
pub const MAX_SETTING_CHARS: usize = 500;

/// The longest wait between two transfers of a member, in seconds: 30 days.
pub const MAX_COOLDOWN_SECONDS: u32 = 30 * 86_400;

/// More than the longest name of a time zone has.
const MAX_ZONE_CHARS: usize = 64;

/// The settings that are a number of points.
pub const POINT_SETTINGS: [&str; 5] = [
    "max_points_per_transaction",
    "max_total_points",
    "transfer_confirm_above",
    "transfer_daily_cap",
    "transfer_minimum",
];

/// The settings of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Points for one unit of an order's currency.
    pub order_rate: Decimal,
    /// The rounding of an order's points.
    pub order_rounding: Rounding,
    /// The offset from UTC at which the book's days, weeks and months begin.
    pub utc_offset: UtcOffset,
    /// The time zone whose offset `utc_offset` follows, by its name such as `Europe/Berlin`. The core knows no zones: the
    /// program above it changes the offset when summer time begins or ends.
    pub time_zone: Option<Box<str>>,
    /// Whether members may give points to each other.
    pub transfers: Switch,
    /// The fewest points that a transfer moves.
    pub transfer_minimum: Amount,
    /// The most points that a member transfers to others in a day.
    pub transfer_daily_cap: Option<Amount>,
    /// Seconds that a member waits between two transfers, at most [`MAX_COOLDOWN_SECONDS`].
    pub transfer_cooldown: Option<u32>,
    /// Adapters ask for confirmation above this amount; the book itself does not check it.
    pub transfer_confirm_above: Option<Amount>,
    /// The wrong codes that a member may try per hour.
    pub claim_guesses_per_hour: u32,
    /// The most points that one command moves; overrides [`crate::Limits`].
    pub max_points_per_transaction: Option<Amount>,
    /// The highest balance of an account; overrides [`crate::Limits`].
    pub max_total_points: Option<Amount>,
    /// Settings of adapters, whose names have a dot, such as `discord.log_channel`.
    pub others: BTreeMap<String, String>,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Allowed.
    On,
    /// Not allowed.
    Off,
}

/// How the worth of an order becomes whole points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Down: 29.99 are 29 points.
    Down,
    /// Up: 29.01 are 30 points.
    Up,
    /// To the nearest; a half rounds up.
    Nearest,
}

/// A setting with a new value that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// The setting.
    pub name: SettingName,
    /// The value in written form; empty for the default.
    pub value: Box<str>,
}

impl SettingChange {
    /// Checks the name and the value of a setting.
    ///
    /// # Errors
    /// When the setting does not exist or does not accept the value.
    pub fn new(name: &str, value: &str) -> Result<SettingChange, Invalid> {
        let name = SettingName::new(name)?;
        let value = value.trim();
        if !value.is_empty() && !is_one_visible_line(value) {
            return Err(Invalid::new("setting", value, "must be one line of text that people can see"));
        }
        let mut changed = Settings::default();
        changed.set(name.as_str(), value)?;
        let value = match POINT_SETTINGS.contains(&name.as_str()) {
            // A number is stored in digits, however it was written.
            true if !value.is_empty() => changed.written(name.as_str()),
            _ => value.to_owned(),
        };
        Ok(SettingChange { name, value: value.into() })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            order_rate: Decimal::ONE,
            order_rounding: Rounding::Down,
            utc_offset: UtcOffset::UTC,
            time_zone: None,
            transfers: Switch::On,
            transfer_minimum: Amount::new(1).expect("1 is an amount"),
            transfer_daily_cap: None,
            transfer_cooldown: None,
            transfer_confirm_above: None,
            claim_guesses_per_hour: 5,
            max_points_per_transaction: None,
            max_total_points: None,
            others: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// All settings with their values in written form, sorted by name; an empty value means "not set".
    pub fn list(&self) -> Vec<(String, String)> {
        let optional = |amount: Option<Amount>| amount.map_or(String::new(), |a| a.points().0.to_string());
        let mut all = vec![
            ("claim_guesses_per_hour".to_owned(), self.claim_guesses_per_hour.to_string()),
            ("max_points_per_transaction".to_owned(), optional(self.max_points_per_transaction)),
            ("max_total_points".to_owned(), optional(self.max_total_points)),
            ("order_rate".to_owned(), self.order_rate.to_string()),
            ("order_rounding".to_owned(), self.order_rounding.to_string()),
            ("time_zone".to_owned(), self.time_zone.as_deref().unwrap_or_default().to_owned()),
            (
                "transfer_cooldown".to_owned(),
                self.transfer_cooldown.map_or(String::new(), |seconds| seconds.to_string()),
            ),
            ("transfer_confirm_above".to_owned(), optional(self.transfer_confirm_above)),
            ("transfer_daily_cap".to_owned(), optional(self.transfer_daily_cap)),
            ("transfer_minimum".to_owned(), self.transfer_minimum.points().0.to_string()),
            ("transfers".to_owned(), self.transfers.to_string()),
            ("utc_offset".to_owned(), self.utc_offset.to_string()),
        ];
        all.extend(self.others.iter().map(|(name, value)| (name.clone(), value.clone())));
        all.sort();
        all
    }

    /// The value of a setting in written form; empty if it is not set or does not exist.
    pub fn written(&self, name: &str) -> String {
        let found = self.list().into_iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// Restores settings from a [list](Settings::list).
    pub fn restored(list: impl IntoIterator<Item = (String, String)>) -> Settings {
        let mut settings = Settings::default();
        for (name, value) in list {
            if settings.set(&name, &value).is_err() {
                settings.others.insert(name, value);
            }
        }
        settings
    }

    /// The worth of an amount of money in points; `None` if it does not fit 64 bits.
    pub fn points_for(&self, amount: Decimal) -> Option<Points> {
        let strategy = match self.order_rounding {
            Rounding::Down => RoundingStrategy::ToZero,
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Nearest => RoundingStrategy::MidpointAwayFromZero,
        };
        let exact = amount.checked_mul(self.order_rate)?;
        i64::try_from(exact.round_dp_with_strategy(0, strategy)).ok().map(Points)
    }

    /// Sets a value in written form; an empty value restores the default.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let default = || Settings::default();
        match name {
            "order_rate" => self.order_rate = or(value, || default().order_rate, rate)?,
            "order_rounding" => self.order_rounding = or(value, || default().order_rounding, rounding)?,
            "time_zone" => self.time_zone = or(value, || None, |v| time_zone(v).map(Some))?,
            "utc_offset" => self.utc_offset = or(value, || UtcOffset::UTC, str::parse)?,
            "transfers" => self.transfers = or(value, || Switch::On, switch)?,
            "transfer_minimum" => {
                self.transfer_minimum =
                    or(value, || default().transfer_minimum, |v| amount("transfer_minimum", v))?;
            }
            "transfer_daily_cap" => {
                self.transfer_daily_cap = or(value, || None, |v| amount("transfer_daily_cap", v).map(Some))?;
            }
            "transfer_cooldown" => {
                self.transfer_cooldown = or(value, || None, |v| cooldown(v).map(Some))?;
            }
            "transfer_confirm_above" => {
                self.transfer_confirm_above =
                    or(value, || None, |v| amount("transfer_confirm_above", v).map(Some))?;
            }
            "claim_guesses_per_hour" => {
                self.claim_guesses_per_hour = or(value, || default().claim_guesses_per_hour, guesses)?;
            }
            "max_points_per_transaction" => {
                self.max_points_per_transaction =
                    or(value, || None, |v| amount("max_points_per_transaction", v).map(Some))?;
            }
            "max_total_points" => {
                self.max_total_points = or(value, || None, |v| amount("max_total_points", v).map(Some))?;
            }
            other if other.contains('.') => self.set_other(other, value)?,
            other => return Err(unknown(other)),
        }
        Ok(())
    }

    fn set_other(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        if value.chars().count() > MAX_SETTING_CHARS {
            return Err(Invalid::new(
                "setting",
                name,
                format!("takes at most {MAX_SETTING_CHARS} characters"),
            ));
        }
        if value.is_empty() {
            self.others.remove(name);
        } else {
            self.others.insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Switch::On => "on",
            Switch::Off => "off",
        })
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rounding::Down => "down",
            Rounding::Up => "up",
            Rounding::Nearest => "nearest",
        })
    }
}

fn or<T>(
    value: &str,
    default: impl Fn() -> T,
    read: impl Fn(&str) -> Result<T, Invalid>,
) -> Result<T, Invalid> {
    if value.is_empty() { Ok(default()) } else { read(value) }
}

fn unknown(name: &str) -> Invalid {
    let known: Vec<String> = Settings::default().list().into_iter().map(|(name, _)| name).collect();
    Invalid::new("setting", name, format!("does not exist; there are {}", known.join(", ")))
}

fn amount(field: &'static str, value: &str) -> Result<Amount, Invalid> {
    value.parse().map_err(|invalid: Invalid| Invalid { field, ..invalid })
}

fn rate(value: &str) -> Result<Decimal, Invalid> {
    let most = Decimal::from(1_000_000);
    match value.parse::<Decimal>() {
        Ok(rate) if rate > Decimal::ZERO && rate <= most => Ok(rate.normalize()),
        _ => Err(Invalid::new(
            "order_rate",
            value,
            "must be a decimal above 0 and up to 1000000, such as 1 or 0.5",
        )),
    }
}

fn rounding(value: &str) -> Result<Rounding, Invalid> {
    match value {
        "down" => Ok(Rounding::Down),
        "up" => Ok(Rounding::Up),
        "nearest" => Ok(Rounding::Nearest),
        _ => Err(Invalid::new("order_rounding", value, "must be down, up or nearest")),
    }
}

fn switch(value: &str) -> Result<Switch, Invalid> {
    match value {
        "on" => Ok(Switch::On),
        "off" => Ok(Switch::Off),
        _ => Err(Invalid::new("transfers", value, "must be on or off")),
    }
}

/// Checks the form of the name only.
fn time_zone(value: &str) -> Result<Box<str>, Invalid> {
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    if value.len() <= MAX_ZONE_CHARS && value.chars().all(is_of_a_name) {
        return Ok(value.into());
    }
    Err(Invalid::new("time_zone", value, "must be the name of a time zone, such as Europe/Berlin"))
}

fn cooldown(value: &str) -> Result<u32, Invalid> {
    match value.parse::<u32>() {
        Ok(seconds) if (1..=MAX_COOLDOWN_SECONDS).contains(&seconds) => Ok(seconds),
        _ => Err(Invalid::new(
            "transfer_cooldown",
            value,
            format!("must be a whole number of seconds from 1 to {MAX_COOLDOWN_SECONDS}"),
        )),
    }
}

fn guesses(value: &str) -> Result<u32, Invalid> {
    match value.parse::<u32>() {
        Ok(guesses) if (1..=100).contains(&guesses) => Ok(guesses),
        _ => Err(Invalid::new("claim_guesses_per_hour", value, "must be a whole number from 1 to 100")),
    }
}
