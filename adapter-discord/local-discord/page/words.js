// The page's own texts, in English and German. The bot's texts come from the bot.

const WORDS = {
  en: {
    title: "Playground",
    lead: "The real bot on a Discord of this machine.",
    speak_as: "You speak as",
    all: "All {count}",
    fewer: "Fewer",
    as: "as {name}",
    administrator: "administrator",
    channels: "Channels",
    direct: "Direct messages",
    language: "Language",
    light: "Light colours",
    dark: "Dark colours",
    menu: "People and channels",
    try: "Try this",
    try_lead: "A click writes it for you. Enter sends it.",
    close: "Close",
    log: "Messages in {channel}",
    begin: "This is where #{channel} begins",
    begin_direct: "A conversation with {name} alone",
    begin_lead: "Write as anyone on the left; / shows all commands.",
    begin_prefix: "{prefix} works too.",
    say: "Write in #{channel}, or / for commands",
    say_direct: "Write to {name}, or / for commands",
    say_label: "Message to {channel}",
    may_not_write: "{name} may read here, but not write.",
    send: "Send",
    commands: "Commands",
    people: "People and roles",
    suggestions: "Suggestions for {option}",
    nothing_found: "Nothing fits",
    required: "required",
    optional: "optional",
    missing: "Please fill in {option}.",
    unknown_person: "No member is called {name}. Pick one from the list.",
    unknown_choice: "{option} takes one of its choices. Pick one from the list.",
    yes: "Yes",
    no: "No",
    choose_file: "Choose a file",
    only_you: "Only you can see this",
    dismiss: "Dismiss",
    thinking: "is thinking",
    edited: "edited",
    app: "APP",
    used: "used",
    reply: "Reply",
    replying: "Replying to {name}",
    cancel: "Cancel",
    submit: "Send",
    failed: "The bot did not answer this in time.",
    lost: "The connection to the playground is lost. Trying again …",
    no_bot: "The bot is not connected right now.",
    new_messages: "New messages",
    spoiler: "Spoiler, press to show it",
    elsewhere: "a picture from {host}, which this page does not load",
    download: "Download {name}",
    picture: "Picture {name}",
    choose: "Choose",
    chosen: "{count} chosen",
    today: "Today",
    yesterday: "Yesterday",
    everything_fine: "Welcome aboard",
    unread: "unread",
    unknown_author: "unknown member",
    done: "done",
    keys: "↑ ↓ choose · Tab next · Enter send · Esc close",
    usage: "It goes like this:",
    characters: "{count} of {most}",
  },
  de: {
    title: "Spielwiese",
    lead: "Der echte Bot auf einem Discord in diesem Rechner.",
    speak_as: "Du sprichst als",
    all: "Alle {count}",
    fewer: "Weniger",
    as: "als {name}",
    administrator: "Administrator",
    channels: "Kanäle",
    direct: "Direktnachrichten",
    language: "Sprache",
    light: "Helle Farben",
    dark: "Dunkle Farben",
    menu: "Leute und Kanäle",
    try: "Zum Ausprobieren",
    try_lead: "Ein Klick schreibt es hin. Enter schickt es ab.",
    close: "Schließen",
    log: "Nachrichten in {channel}",
    begin: "Hier beginnt #{channel}",
    begin_direct: "Ein Gespräch mit {name} allein",
    begin_lead: "Schreib als jemand von links; / zeigt alle Befehle.",
    begin_prefix: "{prefix} geht auch.",
    say: "Schreib in #{channel}, oder / für Befehle",
    say_direct: "Schreib an {name}, oder / für Befehle",
    say_label: "Nachricht an {channel}",
    may_not_write: "{name} darf hier lesen, aber nicht schreiben.",
    send: "Abschicken",
    commands: "Befehle",
    people: "Leute und Rollen",
    suggestions: "Vorschläge für {option}",
    nothing_found: "Nichts passt",
    required: "erforderlich",
    optional: "optional",
    missing: "Bitte fülle {option} aus.",
    unknown_person: "Kein Mitglied heißt {name}. Wähle eins aus der Liste.",
    unknown_choice: "{option} nimmt nur, was zur Wahl steht. Wähle aus der Liste.",
    yes: "Ja",
    no: "Nein",
    choose_file: "Datei wählen",
    only_you: "Nur du kannst das sehen",
    dismiss: "Verwerfen",
    thinking: "denkt nach",
    edited: "bearbeitet",
    app: "APP",
    used: "nutzte",
    reply: "Antworten",
    replying: "Antwort an {name}",
    cancel: "Abbrechen",
    submit: "Abschicken",
    failed: "Der Bot hat hierauf nicht rechtzeitig geantwortet.",
    lost: "Die Verbindung zur Spielwiese ist weg. Neuer Versuch …",
    no_bot: "Der Bot ist gerade nicht verbunden.",
    new_messages: "Neue Nachrichten",
    spoiler: "Verdeckt, zum Zeigen drücken",
    elsewhere: "ein Bild von {host}, das diese Seite nicht lädt",
    download: "{name} herunterladen",
    picture: "Bild {name}",
    choose: "Wählen",
    chosen: "{count} gewählt",
    today: "Heute",
    yesterday: "Gestern",
    everything_fine: "Willkommen an Bord",
    unread: "ungelesen",
    unknown_author: "unbekanntes Mitglied",
    done: "erledigt",
    keys: "↑ ↓ wählen · Tab weiter · Enter abschicken · Esc schließen",
    usage: "So geht es:",
    characters: "{count} von {most}",
  },
};

let locale = "en-US";

/** The languages to choose from, by Discord's locale. */
export const LANGUAGES = { "en-US": "English", de: "Deutsch" };

/** Changes the language of the page. */
export function speak(wanted) {
  locale = wanted || "en-US";
  document.documentElement.lang = language();
}

/** The locale for dates and numbers. */
export function tongue() {
  return locale;
}

/** A text of the page, with values in place of `{…}`. */
export function say(key, parts = {}) {
  const text = WORDS[language()][key] ?? WORDS.en[key];
  return text.replace(/\{(\w+)\}/g, (_, name) => parts[name] ?? "");
}

/** A sentence in the page's language, from translations. */
export function pick(sentences) {
  if (typeof sentences === "string") return sentences;
  return sentences?.[language()] ?? sentences?.en ?? "";
}

function language() {
  return locale.startsWith("de") ? "de" : "en";
}
