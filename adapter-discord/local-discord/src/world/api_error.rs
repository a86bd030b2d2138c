//! Discord's errors: status, code, message and, for an invalid form, the path of each error in the body.
//! `limits` and the routes in `rest` decide which rule was broken.

use serde_json::{Map, Value, json};

/// An error response in Discord's format.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub status: u16,
    /// Discord's error code.
    pub code: u32,
    pub message: String,
    /// The errors of an invalid form, nested like the body.
    pub errors: Option<Value>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: u32, message: &str) -> ApiError {
        ApiError { status, code, message: message.to_owned(), errors: None }
    }

    #[must_use]
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({"message": self.message, "code": self.code});
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

macro_rules! api_errors {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $message:literal;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name() -> ApiError {
            ApiError::new($status, $code, $message)
        }
    )*};
}

api_errors! {
    unauthorized = 401, 0, "401: Unauthorized";
    not_found = 404, 0, "404: Not Found";
    method_not_allowed = 405, 0, "405: Method Not Allowed";
    not_json = 400, 50109, "The request body contains invalid JSON.";
    unknown_application = 404, 10002, "Unknown Application";
    unknown_channel = 404, 10003, "Unknown Channel";
    unknown_guild = 404, 10004, "Unknown Guild";
    unknown_member = 404, 10007, "Unknown Member";
    unknown_message = 404, 10008, "Unknown Message";
    unknown_role = 404, 10011, "Unknown Role";
    unknown_user = 404, 10013, "Unknown User";
    unknown_webhook = 404, 10015, "Unknown Webhook";
    unknown_interaction = 404, 10062, "Unknown interaction";
    unknown_command = 404, 10063, "Unknown application command";
    already_acknowledged = 400, 40060, "Interaction has already been acknowledged.";
    missing_access = 403, 50001, "Missing Access";
    another_author = 403, 50005, "Cannot edit a message authored by another user";
    empty_message = 400, 50006, "Cannot send an empty message";
    cannot_message_user = 403, 50007, "Cannot send messages to this user";
    missing_permissions = 403, 50013, "Missing Permissions";
    expired_token = 401, 50027, "Invalid Webhook Token";
    too_large = 413, 40005, "Request entity too large";
    too_many_commands = 400, 30032, "Maximum number of application commands reached (100)";
}

/// Collects the errors of a form, each with its path in the body, for one response.
#[derive(Debug, Default)]
pub(crate) struct FormErrors {
    errors: Map<String, Value>,
}

impl FormErrors {
    pub(crate) fn add(&mut self, path: &BodyPath, code: &str, message: impl Into<String>) {
        let mut here = &mut self.errors;
        for step in &path.0 {
            let below = here.entry(step.clone()).or_insert_with(|| json!({}));
            if !below.is_object() {
                *below = json!({});
            }
            match below {
                Value::Object(map) => here = map,
                _ => return,
            }
        }
        let list = here.entry("_errors").or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(json!({"code": code, "message": message.into()}));
        }
    }

    /// Checks the length of a text in Unicode scalar values.
    pub(crate) fn length(&mut self, path: &BodyPath, text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        if length == 0 && least > 0 {
            self.required(path);
        } else if length > most && least > 0 {
            let message = format!("Must be between {least} and {most} in length.");
            self.add(path, "BASE_TYPE_BAD_LENGTH", message);
        } else if length > most {
            self.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
        } else if length < least {
            self.add(path, "BASE_TYPE_MIN_LENGTH", format!("Must be {least} or more in length."));
        }
    }

    /// A required field is missing.
    pub(crate) fn required(&mut self, path: &BodyPath) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// Checks the length of a list.
    pub(crate) fn count(&mut self, path: &BodyPath, count: usize, least: usize, most: usize) {
        if count < least || count > most {
            let message = format!("Must be between {least} and {most} in length.");
            self.add(path, "BASE_TYPE_BAD_LENGTH", message);
        }
    }

    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let mut error = ApiError::new(400, 50035, "Invalid Form Body");
        error.errors = Some(Value::Object(self.errors));
        Err(error)
    }
}

/// A path into a body, such as `["embeds", "0", "title"]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct BodyPath(Vec<String>);

impl BodyPath {
    pub(crate) fn root() -> BodyPath {
        BodyPath::default()
    }

    pub(crate) fn at(&self, step: impl ToString) -> BodyPath {
        let mut steps = self.0.clone();
        steps.push(step.to_string());
        BodyPath(steps)
    }
}

/// The response for a form with one error.
pub(crate) fn form_error(path: &BodyPath, code: &str, message: &str) -> ApiError {
    let mut form = FormErrors::default();
    form.add(path, code, message);
    form.finish().err().unwrap_or_else(not_json)
}
