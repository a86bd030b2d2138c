//! What Discord limits, each kind of thing in a file of its own.

pub(crate) mod message {
    use crate::refuse::{Place, Refusal};
    use crate::rest::request::Upload;
    use serde_json::Value;
    pub(crate) fn check(_: &Value, _: &[Upload], _: &Place) -> Result<(), Refusal> {
        Ok(())
    }
}
pub(crate) mod choices {
    use crate::refuse::Refusal;
    use serde_json::Value;
    pub(crate) fn check(_: &Value) -> Result<(), Refusal> {
        Ok(())
    }
}
pub(crate) mod modal {
    use crate::refuse::Refusal;
    use serde_json::Value;
    pub(crate) fn check(_: &Value) -> Result<(), Refusal> {
        Ok(())
    }
}
pub(crate) mod command {
    use crate::refuse::{Place, Refusal};
    use serde_json::Value;
    pub(crate) const MOST: usize = 100;
    pub(crate) fn check(_: &Value, _: &Place) -> Result<(), Refusal> {
        Ok(())
    }
    pub(crate) fn check_all(_: &Value) -> Result<(), Refusal> {
        Ok(())
    }
}
