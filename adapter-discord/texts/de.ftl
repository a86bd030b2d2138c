### Deutsch. Jede Zeile steht auch in en.ftl; wo hier eine Zeile fehlt, antwortet der Bot auf Englisch.

## Wie Zahlen geschrieben werden

format-digits-group = {"."}

# Die Wörter für alle Punkte und für die Hälfte, klein geschrieben, mit Kommas getrennt. Die englischen gelten überall.
amount-all = alles, alle
amount-half = hälfte, halb, halbe

# Ein Punkt, wenn der Server keinen eigenen Namen dafür hat.
currency-default =
    { $count ->
        [one] Punkt
       *[other] Punkte
    }

## Knöpfe

button-first = Anfang
button-back = Zurück
button-forward = Weiter
button-find-me = Wo bin ich?
button-in-step = Alle Rollen abgleichen
button-confirm = Ja
button-cancel = Abbrechen
button-my-data = Meine Daten
button-forget-me = Vergiss mich
button-messages-on = Nachrichten an
button-messages-off = Nachrichten aus
button-messages-again = Noch einmal versuchen
button-boards-hide = Nicht auf Ranglisten
button-boards-show = Auf Ranglisten zeigen
button-all-time = Insgesamt
button-this-month = Dieser Monat
button-this-week = Diese Woche
button-last-month = Letzter Monat
button-last-week = Letzte Woche

## Antworten, die jeder Befehl geben kann

page-of = Seite { $page } von { $pages }
part-of = Teil { $part } von { $parts }

answer-cancelled = Abgebrochen. Es wurde nichts geändert.
answer-not-yours = Diese Knöpfe gehören einem anderen Mitglied. Ruf den Befehl selbst auf, dann bekommst du deine eigenen.
answer-unknown-command = Dein Discord zeigt eine ältere Fassung dieses Befehls. Bitte lade es neu, oder warte ein wenig, und ruf den Befehl noch einmal auf.
answer-unknown-button = Diesen Knopf kenne ich nicht mehr. Bitte ruf den Befehl noch einmal auf.
answer-cooldown = Einen Moment bitte: Das geht { $when } wieder.
answer-server-needed = Das geht nur auf einem Server. Bitte ruf es dort auf, wo die Punkte sind.
answer-steward-needed = Das dürfen nur Verwalter: Administratoren und die Rollen, die in den Einstellungen dieses Servers stehen.
answer-wrong-channel = Ich höre hier nur in { $channels } zu.
answer-no-channel = Alle Kanäle, in denen ich hier zugehört habe, wurden gelöscht. Ein Verwalter kann andere nennen: `/einstellungen ändern channels`.
channels-lost = Alle Kanäle, in denen ich zuhöre, wurden gelöscht; Mitglieder können mich also nicht benutzen. Verwalter können es weiterhin, in jedem Kanal: `/einstellungen ändern` mit `channels` nennt andere, und ohne Wert höre ich überall zu.
answer-no-bots = Bots haben keine Punkte. Bitte wähle einen Menschen.
answer-busy = Gerade ist sehr viel los. Bitte versuch es gleich noch einmal.
answer-clock = Meine Uhr geht falsch, darum kann ich gerade nichts speichern, und es wurde nichts geändert. Die Leitung dieses Servers weiß mehr.
clock-last-entry-ahead = Ich speichere gerade nichts: Der letzte Eintrag wurde um { $last } aufgezeichnet, aber die Uhr meines Rechners sagt { $now }. Wer mich betreibt, muss die Uhr stellen oder, wenn sie richtig geht, `tallybook clock --correct` ausführen.
clock-jumped = Ich speichere gerade nichts: Die Uhr meines Rechners ist auf { $now } gesprungen, nach der vergangenen Zeit müsste es { $expected } sein. Stimmt die neue Zeit, dann gilt sie, wenn sie eine Minute lang steht; wenn nicht, muss die Uhr gestellt werden.
clock-corrected-elsewhere = Ich speichere gerade nichts: Die aufgezeichnete Zeit wurde korrigiert, danach ist es { $expected }, aber die Uhr meines Rechners sagt { $now }. Wer mich betreibt, muss die Uhr stellen oder, wenn sie richtig geht, mich neu starten.
answer-stopping = Ich starte gerade neu. Bitte versuch es in einer Minute noch einmal.
answer-fault = Bei mir ist leider etwas schiefgegangen. Wenn es wieder passiert, nenn bitte einem Administrator diese Kennung: `{ $reference }`
answer-done-untold = Erledigt: Eintrag #{ $position }. Ich konnte nicht die ganze Antwort zeigen; bitte ruf den Befehl nicht noch einmal auf.
answer-cannot-show = Hier kann ich keine Antworten zeigen. Bitte gib mir: { $permissions }. Es wurde nichts geändert.
answer-outcome-unknown = Ich weiß nicht sicher, ob das gespeichert wurde. Bitte sieh in deinem Verlauf nach, bevor du es noch einmal versuchst. Kennung: `{ $reference }`
answer-letter-begun = Einen Moment, diese Antwort ist nur für dich …
answer-silently = Still, wie gewünscht …
answer-sent-privately = Die Antwort habe ich dir als Direktnachricht geschickt.
answer-direct-message-closed = Ich konnte dir keine Direktnachricht schicken. Bitte erlaube sie für diesen Server, oder nimm den Slash-Befehl.

## Eingaben, die sich nicht lesen lassen

bad-missing = Da fehlt etwas. So geht es: `{ $usage }`
bad-surplus = Das ist mehr, als ich verstehe. So geht es: `{ $usage }`
bad-word = { $value } verstehe ich nicht.
bad-argument = { $value } verstehe ich nicht. So geht es: `{ $usage }`
bad-member = Ich finde hier kein Mitglied mit diesem Namen. Bitte erwähne die Person, oder nenn ihre ID.
bad-role = Ich finde hier keine solche Rolle. Bitte erwähne sie, oder nenn ihre ID.
bad-channel = Ich finde hier keinen solchen Kanal. Bitte erwähne ihn, oder nenn seine ID.

invalid-amount = { $value } ist keine Anzahl. Bitte gib eine ganze Zahl an, mindestens 1.
invalid-amount-fraction = { $value } kann { $joined } heißen, oder { $whole } und ein Bruchteil. Punkte sind ganze Zahlen: Schreib `{ $joined }` oder `{ $whole }`.
invalid-amount-two = { $value } kann { $first } oder { $second } heißen. Schreib `{ $first }` oder `{ $second }`.
invalid-amount-unusual = { $value } ist nicht als Anzahl geschrieben. Falls { $meant } gemeint ist, schreib `{ $meant }`.
invalid-amount-large = { $value } ist zu groß. Die größte Anzahl ist 9223372036854775807.
invalid-amount-split = `{ $first } { $next }` kann eine Zahl sein, oder { $first } und ein Text, der mit „{ $next }“ beginnt. Schreib `{ $one }`, wenn es eine Zahl ist, oder stell ein Wort vor { $next }: `{ $first } --reason { $next }`.
amount-number-needed = Alles und die Hälfte wovon? Bitte gib hier eine Zahl an.
amount-nothing = Davon lässt sich nichts nehmen: Der Punktestand ist { $balance }.
invalid-whole = { $value } ist keine Zahl, die hier passt. Bitte gib eine ganze Zahl in Ziffern an, mindestens 0.
invalid-member = { $value } ist nicht die ID eines Mitglieds. Bitte erwähne die Person.
invalid-reason = { $value } kann nicht der Grund sein: bitte höchstens { $limit } Zeichen.
invalid-text = { $value } passt hier nicht: bitte höchstens { $limit } Zeichen.
invalid-achievement = { $value } kann nicht der Kurzname eines Erfolgs sein: kleine Buchstaben ohne Umlaute, Ziffern und Unterstriche, höchstens { $limit }.
invalid-rule = { $value } ist keine Regel. Es gibt by_hand, balance:N, earned:N, entries:N, orders:N und first_members:N.
invalid-position = { $value } ist keine Nummer eines Eintrags. Bitte nimm die Zahl, die im Verlauf steht.
invalid-setting = Die Einstellung { $value } gibt es nicht, oder nicht mit diesem Wert.
invalid-ids = { $value } passt nicht: Es muss eine ID oder eine Erwähnung sein, oder bis zu { $limit } davon.
invalid-id = { $value } passt nicht: Es muss eine ID oder eine Erwähnung sein.
invalid-switch = { $value } passt nicht: Es muss on oder off sein.
invalid-locale = { $value } passt nicht: Es muss eine Sprache sein, wie Discord sie schreibt, etwa en-GB oder de.
invalid-prefix = { $value } passt nicht: Es müssen 1 bis { $limit } Zeichen ohne Leerzeichen und Gravis sein, und am Anfang darf weder / noch < stehen.
invalid-role-ladder = { $value } passt nicht. Es muss all oder highest sein.
invalid-role-rewards = { $value } passt nicht: Es muss aussehen wie `balance>=1000:ROLLE` oder `earned>=5000:ROLLE:take_back`, mit der ID der Rolle; bis zu { $limit } davon, mit Komma dazwischen.
invalid-guesses = { $value } passt nicht: Es muss eine ganze Zahl von 1 bis 100 sein.
invalid-order-rate = { $value } passt nicht: Es muss eine Dezimalzahl über 0 und bis 1000000 sein, etwa 1 oder 0.5.
invalid-order-rounding = { $value } passt nicht: Es muss down, up oder nearest sein.
invalid-cooldown = { $value } passt nicht: Es muss eine ganze Zahl von Sekunden sein, von 1 bis { $limit }.
invalid-time-zone = { $value } passt nicht: Es muss der Name einer Zeitzone sein, etwa Europe/Berlin.
invalid-utc-offset = { $value } passt nicht: Es muss aussehen wie +02:00 oder -05:30, höchstens 14 Stunden in jede Richtung.
invalid-points = { $value } passt nicht: Es muss eine ganze Zahl von Punkten sein, mindestens 1.
invalid-other = { $value } passt nicht: { $problem }.

## Ablehnungen

refusal-insufficient-balance = Dafür braucht es { $asked }. Der Stand ist aber nur { $balance }: { $short } zu wenig.
refusal-over-transaction-limit = { $asked } auf einmal ist zu viel. Die Grenze liegt bei { $limit }.
refusal-over-balance-limit = Der Kontostand wäre { $would-be }. Auf ein Konto passen höchstens { $limit }.
refusal-overflow = Diese Zahl ist zu groß zum Zählen.
refusal-same-account = Dir selbst Punkte zu schenken ändert nichts. Bitte wähle ein anderes Mitglied.
refusal-transfers-off = Hier können Mitglieder einander keine Punkte schenken.
refusal-below-transfer-minimum = { $asked } ist zu wenig. Das Mindeste ist { $minimum }.
refusal-over-daily-cap = Du hast heute schon { $sent } verschenkt. Mit weiteren { $asked } wäre das über der Tagesgrenze von { $cap }.
refusal-unknown-member = { $member } hat hier noch kein Konto.
refusal-unknown-posting = Einen Eintrag #{ $position } gibt es hier nicht. Die Nummern stehen im Verlauf.
refusal-not-reversible = Einträge dieser Art lassen sich nicht rückgängig machen: #{ $position }, { $kind }.
refusal-reversal-of-reversal = Eintrag #{ $position } macht selbst etwas rückgängig; das lässt sich nicht rückgängig machen.
refusal-already-reversed = Eintrag #{ $position } wurde schon rückgängig gemacht.
refusal-order-changed-since = Die Bestellung wurde nach dem Einlösen geändert; ihr erster Eintrag lässt sich nicht allein rückgängig machen.
refusal-season-closing = Die Saison wird gerade abgeschlossen. Bitte versuch es in einer Minute noch einmal.
refusal-clock-not-ahead = Die Uhr geht gegenüber dem letzten Eintrag nicht nach, es ist nichts zu korrigieren.
refusal-unknown-achievement = Einen Erfolg `{ $achievement }` gibt es hier nicht.
refusal-achievement-exists = Einen Erfolg `{ $achievement }` gibt es hier schon.
refusal-achievement-retired = Der Erfolg `{ $achievement }` ist stillgelegt.
refusal-too-many-achievements = Es kann höchstens { $limit } Erfolge geben, stillgelegte mitgezählt.
refusal-bad-reward = { $reward } kann keine Belohnung sein. Sie muss mindestens 0 sein.
refusal-already-unlocked = Das Mitglied hat den Erfolg `{ $achievement }` schon.
refusal-not-unlocked = Das Mitglied hat den Erfolg `{ $achievement }` nicht.
refusal-unknown-order = Eine Bestellung { $order } gibt es hier nicht.
refusal-negative-order = Der Betrag der Bestellung { $order } ist negativ.
refusal-unknown-code =
    { $guesses ->
        [0] Diesen Code kenne ich nicht. Bitte prüf ihn; spätestens in einer Stunde kannst du es wieder versuchen.
        [one] Diesen Code kenne ich nicht. Bitte prüf ihn: Du hast in dieser Stunde noch einen Versuch.
       *[other] Diesen Code kenne ich nicht. Bitte prüf ihn: Du hast in dieser Stunde noch { $guesses } Versuche.
    }
refusal-too-many-guesses = Das waren zu viele falsche Codes. Du kannst es { $when } wieder versuchen.
refusal-code-replaced = Dieser Code wurde durch einen neueren ersetzt. Bitte nimm den.
refusal-claim-open = Dieser Code wurde noch nicht eingelöst.
refusal-already-redeemed = Dieser Code wurde schon eingelöst.
refusal-claim-reversed = Die Punkte dieses Codes wurden zurückgenommen; er gilt nicht mehr.
refusal-claim-refunded = Die Bestellung zu diesem Code wurde erstattet.
refusal-claim-voided = Dieser Code wurde für ungültig erklärt.
refusal-claim-expired = Dieser Code ist abgelaufen.
refusal-stale-issue =
    Eine andere Anfrage war schneller: Die Bestellung hatte schon { $issued ->
        [one] einen Code
       *[other] { $issued } Codes
    }, der nächste ist also Nummer { $next } und nicht { $asked }.
refusal-code-taken = Dieser Code gehört schon zu einer anderen Bestellung.
refusal-negative-balance = Ein Kontostand kann nicht { $balance } sein. Er muss mindestens 0 sein.
refusal-offset-follows-time-zone = Der Abstand zu UTC folgt der Zeitzone { $zone }. Um ihn von Hand zu setzen, leere zuerst die Einstellung `time_zone`.
refusal-unknown-time-zone = Es gibt keine Zeitzone { $zone }. Eine Zeitzone heißt etwa Europe/Berlin.
refusal-unknown-time-zone-near = Es gibt keine Zeitzone { $zone }. Meinst du { $near }?
refusal-setting-changed-since = Ein anderer Verwalter hat die Einstellung `{ $setting }` inzwischen geändert. Bitte sieh nach und versuche es noch einmal.
refusal-key-reused = Das wurde schon einmal gemacht, aber für etwas anderes: siehe Eintrag #{ $position }.
refusal-in-batch = Es wurde nichts gemacht, weil Nummer { $number } abgelehnt wurde: { $refusal }
refusal-bad-batch = Höchstens { $limit } Änderungen gehen zusammen, und mindestens eine; das sind { $commands }.
refusal-book-full = Dieser Server hat seine Grenze erreicht: { $limit } { $what ->
        [accounts] Konten
        [orders] Bestellungen
       *[other] Einträge
    }.
refusal-other = Das geht nicht: { $reason }.

## Namen von Menschen und Dingen

name-unknown = Ein ehemaliges Mitglied
name-not-seen = Ein Mitglied, das ich noch nicht kenne
name-unknown-role = unbekannte-rolle
name-unknown-channel = unbekannter-kanal
name-forgotten = Ein vergessenes Mitglied
name-system = Tallybook
name-command-line = Ein Administrator
name-import = Import

kind-granted = Gutgeschrieben
kind-deducted = Abgezogen
kind-sent = Geschenkt an { $name }
kind-received = Geschenkt von { $name }
kind-transferred = Geschenkt
kind-reversed = Rückgängig: #{ $position }
kind-unlocked = Erfolg: { $achievement }
kind-claimed = Bestellung eingelöst
kind-order-changed = Bestellung berichtigt
kind-season-closed = Saison abgeschlossen
kind-other = Geändert

## points

command-points = punkte
command-points-description = Dein Kontostand, dein Rang und der nächste Erfolg in Sicht
command-points-member = mitglied
command-points-member-description = Wessen Punkte? Deine, wenn du nichts angibst

points-title = Dein Kontostand
points-title-of = Kontostand von { $name }
points-rank = Rang { $rank } von { $members }
points-no-rank = Nicht auf der Rangliste
points-next = Nächster Erfolg
points-next-line = **{ $achievement }**: noch { $missing }
points-none = Noch nichts da. Mit den ersten Punkten geht es los.
points-none-of = { $name } hat noch keine Punkte.

## leaderboard

command-leaderboard = rangliste
command-leaderboard-description = Die Mitglieder mit den meisten Punkten: insgesamt, in einem Monat oder in einer Woche
command-leaderboard-page = seite
command-leaderboard-page-description = Welche Seite? Die erste, wenn du nichts angibst
command-leaderboard-period = zeitraum
command-leaderboard-period-description = Insgesamt, oder welcher Monat oder welche Woche?

choice-all-time = Insgesamt
choice-this-month = Dieser Monat
choice-this-week = Diese Woche
choice-last-month = Letzter Monat
choice-last-week = Letzte Woche

leaderboard-title-all-time = Rangliste: insgesamt
leaderboard-title-this-month = Rangliste: dieser Monat
leaderboard-title-this-week = Rangliste: diese Woche
leaderboard-title-last-month = Rangliste: letzter Monat
leaderboard-title-last-week = Rangliste: letzte Woche
leaderboard-you = Du: Rang { $rank } mit { $amount }
leaderboard-without-you = Du stehst noch nicht auf dieser Rangliste.
leaderboard-without-you-then = Du stehst nicht auf dieser Rangliste.
leaderboard-empty = Hier hat noch kein Mitglied Punkte. Sei das erste!
leaderboard-empty-then = Damals hat kein Mitglied Punkte verdient.
leaderboard-no-such-page =
    { $pages ->
        [one] Es gibt nur eine Seite. Das ist sie.
       *[other] Es gibt nur { $pages } Seiten. Das ist die letzte.
    }

## rank

command-rank = rang
command-rank-description = Deine Karte als Bild: Rang, Kontostand und Erfolge
command-rank-member = mitglied
command-rank-member-description = Wessen Karte? Deine, wenn du nichts angibst

rank-place = Rang { $rank } von { $members }
rank-no-place = Nicht auf der Rangliste
rank-next = Als Nächstes: { $achievement }
rank-next-none = Alle Erfolge in Sicht sind erreicht
rank-alt = Karte von { $name }: { $place }, { $amount }

## history

command-history = verlauf
command-history-description = Deine Änderungen: wie viel, warum, durch welche Person, und der Stand danach
command-history-page = seite
command-history-page-description = Welche Seite? Die neueste, wenn du nichts angibst

history-title = Dein Verlauf
history-by = durch { $name }
history-reason = „{ $reason }“
history-balance = Stand { $balance }
history-reversed = später rückgängig gemacht
history-empty = Hier ist noch nichts passiert.

## stats

command-stats = statistik
command-stats-description = Verdient, ausgegeben, höchster Stand, und die letzten 30 Tage als Bild
command-stats-member = mitglied
command-stats-member-description = Wessen Zahlen? Deine, wenn du nichts angibst

stats-title = Deine Zahlen
stats-title-of = Zahlen von { $name }
stats-balance = Kontostand
stats-earned = Verdient
stats-spent = Ausgegeben
stats-highest = Höchster Stand
stats-entries = Einträge
stats-orders = Eingelöste Bestellungen
stats-first = Zum ersten Mal dabei
stats-last = Zuletzt dabei
stats-chart-title = Die letzten 30 Tage
stats-chart-earned = Verdient
stats-chart-spent = Ausgegeben
stats-chart-empty = In den letzten 30 Tagen hat sich nichts bewegt
stats-chart-alt = Diagramm der letzten 30 Tage: { $earned } verdient, { $spent } ausgegeben

## achievements

command-achievements = erfolge
command-achievements-description = Was du erreicht hast, was in Sicht ist und wie selten es ist
command-achievements-member = mitglied
command-achievements-member-description = Wessen Erfolge? Deine, wenn du nichts angibst

achievements-title = Deine Erfolge
achievements-title-of = Erfolge von { $name }
achievements-unlocked = Erreicht: { $unlocked } von { $all }
achievements-unlocked-at = erreicht { $when }
achievements-in-sight = In Sicht
achievements-by-hand = Von Hand verliehen
achievements-reward = bringt { $amount }
achievements-rarity = { $percent } % haben ihn
achievements-no-member-has-it = noch kein Mitglied hat ihn
achievements-retired = nicht mehr erhältlich
achievements-none = Noch nichts erreicht. Der erste Erfolg ist näher, als du denkst.
achievements-empty = Hier gibt es noch keine Erfolge.
achievements-new =
    { $count ->
        [one] Neuer Erfolg: { $achievements }
       *[other] Neue Erfolge: { $achievements }
    }

## claim

command-claim = einlösen
command-claim-description = Den Code einer Bestellung einlösen
command-claim-code = code
command-claim-code-description = Der Code aus deiner Mail; Großschreibung und Striche sind egal

claim-title = Code eingelöst
claim-done = Danke! Du hast { $amount } bekommen.
claim-done-before = Diesen Code hast du schon eingelöst, für { $amount }.
claim-balance = Du hast jetzt { $balance }.
claim-unreadable = Das sieht nicht wie ein Code aus. Bitte kopier ihn ganz aus deiner Mail.
claim-mistyped = In diesem Code ist ein Tippfehler. Bitte vergleich ihn mit deiner Mail.
claim-off = Codes lassen sich hier gerade nicht einlösen. Bitte sag einem Administrator Bescheid.
claim-message-deleted = Ich habe deine Nachricht gelöscht, damit kein anderes Mitglied den Code liest.
claim-elsewhere = Codes werden in { $channels } eingelöst. Ich habe deine Nachricht gelöscht, damit kein anderes Mitglied den Code liest.
claim-elsewhere-left = Codes werden in { $channels } eingelöst. Bitte lösch deine Nachricht, damit kein anderes Mitglied den Code liest: Ich darf es nicht.
claim-message-left = Bitte lösch deine Nachricht selbst, damit kein anderes Mitglied den Code liest: Ich darf es nicht.

## give

command-give = schenken
command-give-description = Einem anderen Mitglied von deinen Punkten schenken
command-give-member = mitglied
command-give-member-description = Wer bekommt sie?
command-give-amount = anzahl
command-give-amount-description = Wie viele?
command-give-note = gruß
command-give-note-description = Ein paar Worte dazu

give-title = Geschenkt
give-done = { $giver } schenkt { $member } { $amount }.
give-balance = Du hast noch { $balance }.
give-confirm-title = So viel verschenken?
give-confirm = Du schenkst { $member } { $amount }. Danach hast du noch { $left }.

## privacy

command-privacy = datenschutz
command-privacy-description = Was über dich aufbewahrt wird, deine Daten als Datei, und vergessen werden

privacy-title = Was über dich aufbewahrt wird
privacy-text =
    Für diesen Server bewahre ich deine Discord-ID auf, deine Punkte und jede ihrer Änderungen: wann, wie viel, durch wen und mit welchem Grund; die E-Mail-Adresse der Bestellungen, die du eingelöst hast; falsche Codes, die du versucht hast; und was du für andere getan hast. Deinen Anzeigenamen, und ob du gegangen bist oder keine Direktnachrichten annimmst, bewahre ich auf, bis du vergessen wirst. Nachrichten und Bilder bewahre ich nicht auf.

    {"**"}Meine Daten** gibt dir alles als Datei. **Vergiss mich** löst die Verbindung zwischen dir und diesen Einträgen, für immer.
privacy-messages-on = Direktnachrichten: an. Ich sage dir, wenn sich deine Punkte ändern.
privacy-messages-off = Direktnachrichten: aus.
privacy-messages-closed = Direktnachrichten: an, aber Discord sagt, dass du von mir keine annimmst. Erlaube Direktnachrichten von Mitgliedern dieses Servers und drück dann **Noch einmal versuchen**; nach einer Woche versuche ich es von selbst.
privacy-messages-server-off = Direktnachrichten: auf diesem Server abgeschaltet.
privacy-boards-shown = Ranglisten: du stehst darauf.
privacy-boards-hidden = Ranglisten: du stehst auf keiner. Andere sehen keinen Rang von dir, du selbst siehst deinen.
privacy-nothing = Für diesen Server bewahre ich nichts über dich auf.
privacy-file-cut =
    { $count ->
        [one] Das ist, was ich auf diesem Server über dich aufbewahre. Der älteste Eintrag passt nicht in die Datei; `/verlauf` zeigt ihn.
       *[other] Das ist, was ich auf diesem Server über dich aufbewahre. Die { $count } ältesten Einträge passen nicht in die Datei; `/verlauf` zeigt sie.
    }
privacy-file = Hier ist alles, was ich für diesen Server über dich aufbewahre.
privacy-forget-title = Soll ich dich vergessen?
privacy-forget-warning =
    Das lässt sich nicht rückgängig machen.

    Du verlierst { $balance }, deinen Rang, { $achievements ->
        [0] deinen Verlauf
        [one] einen Erfolg und deinen Verlauf
       *[other] { $achievements } Erfolge und deinen Verlauf
    }. Eingelöste Codes bleiben verbraucht. Wenn du wiederkommst, fängst du von vorn an.
privacy-forgotten = Erledigt. Ich weiß nicht mehr, wer du bist. Alles Gute!
privacy-forgotten-pending = Erledigt. Die letzten Spuren verschwinden von der Platte, sobald kein anderes Programm sie mehr liest.

## help

command-help = hilfe
command-help-description = Was du hier tun kannst
command-help-command = befehl
command-help-command-description = Einen Befehl erklären

help-title = Was du hier tun kannst
help-members = Für alle
help-stewards = Für Verwalter
help-stewards-by-message = Wo Discord dir die Slash-Befehle für Verwalter nicht zeigt, nimm sie als Nachrichten, oder bitte einen Administrator, sie für deine Rolle zu öffnen: Servereinstellungen › Integrationen.
help-prefix = Jeder Befehl geht auch als Nachricht: `{ $prefix }points`
help-mention = Jeder Befehl geht auch, wenn du mich erwähnst: { $mention } points
help-aliases = Auch: { $aliases }
help-usage = So geht es: `{ $usage }`
help-unknown = Einen Befehl { $command }, den du hier benutzen darfst, gibt es nicht.

## Was alle Änderungen durch Verwalter gemeinsam haben

change-balance = Neuer Stand
change-reason = Grund
change-by = Durch
change-entry = Eintrag
change-silent = Still: Es wurde nichts gepostet. Im Journal steht es trotzdem.
change-repeated = Das war schon gemacht; es ist nichts doppelt passiert.

## grant

command-grant = gutschreiben
command-grant-description = Einem Mitglied Punkte geben
command-grant-member = mitglied
command-grant-member-description = Wer bekommt sie?
command-grant-amount = anzahl
command-grant-amount-description = Wie viele?
command-grant-reason = grund
command-grant-reason-description = Warum? Das Mitglied und das Journal lesen es
command-grant-silent = still
command-grant-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem

grant-title = Punkte gutgeschrieben
grant-done = { $member } hat { $amount } bekommen.

## deduct

command-deduct = abziehen
command-deduct-description = Einem Mitglied Punkte nehmen
command-deduct-member = mitglied
command-deduct-member-description = Wer verliert sie?
command-deduct-amount = anzahl
command-deduct-amount-description = Wie viele? Nie mehr, als da sind
command-deduct-reason = grund
command-deduct-reason-description = Warum? Das Mitglied und das Journal lesen es
command-deduct-silent = still
command-deduct-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem

deduct-title = Punkte abgezogen
deduct-done = { $member } hat { $amount } verloren.

## set

command-set = setzen
command-set-description = Den Kontostand eines Mitglieds auf einen Wert bringen
command-set-member = mitglied
command-set-member-description = Wessen Kontostand?
command-set-balance = stand
command-set-balance-description = Wie viele Punkte sollen es sein?
command-set-reason = grund
command-set-reason-description = Warum? Das Mitglied und das Journal lesen es
command-set-silent = still
command-set-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem

set-title = Kontostand gesetzt
set-done = { $member } hat jetzt { $balance }. Die Änderung: { $change }.
set-unchanged = { $member } hat schon { $balance }. Es wurde nichts geändert.

## grant-role

command-grant-role = rolle-gutschreiben
command-grant-role-description = Allen Mitgliedern mit einer Rolle Punkte geben, nach einer Vorschau ihrer Zahl
command-grant-role-role = rolle
command-grant-role-role-description = Alle Mitglieder mit dieser Rolle
command-grant-role-amount = anzahl
command-grant-role-amount-description = Wie viele für jeden?
command-grant-role-reason = grund
command-grant-role-reason-description = Warum? Die Mitglieder und das Journal lesen es
command-grant-role-silent = still
command-grant-role-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem

grant-role-preview-title = Allen Mitgliedern mit einer Rolle gutschreiben?
grant-role-preview =
    { $members ->
        [one] Ein Mitglied hat { $role }.
       *[other] { $members } Mitglieder haben { $role }.
    } Jedes bekommt { $amount }, zusammen { $total }.
grant-role-progress =
    { $members ->
        [one] { $done } von einem Mitglied …
       *[other] { $done } von { $members } Mitgliedern …
    }
grant-role-title = Einer Rolle gutgeschrieben
grant-role-done =
    { $members ->
        [one] Ein Mitglied mit { $role } hat { $amount } bekommen.
       *[other] { $members } Mitglieder mit { $role } haben je { $amount } bekommen, zusammen { $total }.
    }
grant-role-no-member = Kein Mitglied hat { $role }, von Bots abgesehen. Es wurde nichts geändert.
grant-role-too-many = { $members } Mitglieder sind zu viele auf einmal: höchstens { $limit }.
grant-role-cannot-list = Ich kann nicht sehen, wer { $role } hat. Ein Administrator muss für mich den Intent „Server Members“ einschalten.
grant-role-refused = Es wurde nichts geändert, wegen { $member }: { $refusal }

## reverse

command-reverse = rückgängig
command-reverse-description = Einen Eintrag rückgängig machen, einmal
command-reverse-entry = eintrag
command-reverse-entry-description = Die Nummer, die im Verlauf steht, ohne das #
command-reverse-reason = grund
command-reverse-reason-description = Warum? Das Mitglied und das Journal lesen es
command-reverse-silent = still
command-reverse-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem

reverse-confirm-title = Eintrag #{ $position } rückgängig machen?
reverse-confirm = { $what } · { $amount } · { $member }, { $when }
reverse-title = Eintrag rückgängig gemacht
reverse-done = Eintrag #{ $position } ist rückgängig gemacht. Zurück ging das: { $amount }.

## audit

command-audit = protokoll
command-audit-description = Änderungen, mit der Person, die sie gemacht hat, und dem Grund
command-audit-member = mitglied
command-audit-member-description = Nur, was dieses Mitglied betraf
command-audit-by = durch
command-audit-by-description = Nur, was dieser Verwalter getan hat
command-audit-kind = art
command-audit-kind-description = Nur Änderungen dieser Art

choice-grants = Gutschriften
choice-deductions = Abzüge
choice-transfers = Geschenke
choice-reversals = Rückgängig Gemachtes
choice-achievements = Erfolge
choice-claims = Eingelöstes
choice-settings = Einstellungen
choice-seasons = Saisons
choice-forgetting = Vergessen

audit-title = Journal
audit-line = #{ $position } · { $when } · { $what }
audit-empty = Im Journal gibt es nichts dergleichen.
audit-more = Weiter hinten kann noch mehr stehen. „Weiter“ führt dorthin.
audit-account-opened = { $name } hat ein Konto bekommen
audit-achievement-defined = Erfolg { $achievement } angelegt
audit-achievement-changed = Erfolg { $achievement } geändert
audit-achievement-retired = Erfolg { $achievement } stillgelegt
audit-achievement-revoked = Erfolg { $achievement } entzogen
audit-order-recorded = Bestellung { $order } aufgenommen
audit-order-forgotten = Bestellung { $order } vergessen
audit-claim-reissued = Neuer Code für Bestellung { $order }
audit-claim-voided = Code der Bestellung { $order } für ungültig erklärt
audit-claim-expired = Code der Bestellung { $order } abgelaufen
audit-code-guessed = { $name } hat einen falschen Code versucht
audit-settings-changed = Einstellungen geändert: { $settings }
audit-season-closing = Abschluss der Saison { $season } begonnen
audit-season-closed = Saison { $season } abgeschlossen
audit-clock-corrected = Uhr korrigiert, von { $from } auf { $to }
audit-member-forgotten = Ein Mitglied wurde vergessen

## achievement

command-achievement = erfolg
command-achievement-description = Erfolge anlegen und verleihen
command-achievement-define = anlegen
command-achievement-define-description = Ein neuer Erfolg
command-achievement-define-key = kurzname
command-achievement-define-key-description = Für Befehle: kleine Buchstaben ohne Umlaute, Ziffern, Unterstriche
command-achievement-define-name = name
command-achievement-define-name-description = Der Name, den man sieht
command-achievement-define-rule = regel
command-achievement-define-rule-description = Wofür gibt es ihn?
command-achievement-define-threshold = schwelle
command-achievement-define-threshold-description = Die nötige Anzahl; lass sie weg, wenn er von Hand verliehen wird
command-achievement-define-reward = belohnung
command-achievement-define-reward-description = Punkte, die er bringt; keine, wenn du nichts angibst
command-achievement-define-about = worum
command-achievement-define-about-description = Worum es geht, in einem Satz
command-achievement-define-reason = grund
command-achievement-define-reason-description = Warum? Es steht dann im Journal
command-achievement-change = ändern
command-achievement-change-description = Einen Erfolg ändern; Mitglieder, die ihn haben, behalten ihn
command-achievement-change-key = kurzname
command-achievement-change-key-description = Welcher Erfolg?
command-achievement-change-name = name
command-achievement-change-name-description = Ein anderer Name
command-achievement-change-rule = regel
command-achievement-change-rule-description = Eine andere Regel
command-achievement-change-threshold = schwelle
command-achievement-change-threshold-description = Die nötige Anzahl
command-achievement-change-reward = belohnung
command-achievement-change-reward-description = Eine andere Belohnung, für alle, die ihn ab jetzt erreichen
command-achievement-change-about = worum
command-achievement-change-about-description = Worum es geht, in einem Satz
command-achievement-change-reason = grund
command-achievement-change-reason-description = Warum? Es steht dann im Journal
command-achievement-retire = stilllegen
command-achievement-retire-description = Einen Erfolg nicht mehr vergeben; Mitglieder, die ihn haben, behalten ihn
command-achievement-retire-key = kurzname
command-achievement-retire-key-description = Welcher Erfolg?
command-achievement-retire-reason = grund
command-achievement-retire-reason-description = Warum? Es steht dann im Journal
command-achievement-award = verleihen
command-achievement-award-description = Einem Mitglied einen Erfolg verleihen
command-achievement-award-member = mitglied
command-achievement-award-member-description = Wer bekommt ihn?
command-achievement-award-key = kurzname
command-achievement-award-key-description = Welcher Erfolg?
command-achievement-award-reason = grund
command-achievement-award-reason-description = Warum? Das Mitglied und das Journal lesen es
command-achievement-award-silent = still
command-achievement-award-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem
command-achievement-revoke = entziehen
command-achievement-revoke-description = Einem Mitglied einen Erfolg entziehen; die Belohnung bleibt
command-achievement-revoke-member = mitglied
command-achievement-revoke-member-description = Wer verliert ihn?
command-achievement-revoke-key = kurzname
command-achievement-revoke-key-description = Welcher Erfolg?
command-achievement-revoke-reason = grund
command-achievement-revoke-reason-description = Warum? Das Mitglied und das Journal lesen es
command-achievement-revoke-silent = still
command-achievement-revoke-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem
command-achievement-list = liste
command-achievement-list-description = Alle Erfolge mit Regel und Belohnung, und wie viele sie haben
command-achievement-list-page = seite
command-achievement-list-page-description = Welche Seite? Die erste, wenn du nichts angibst
command-achievement-starters = grundausstattung
command-achievement-starters-description = Die Grundausstattung von sechs Erfolgen übernehmen
command-achievement-starters-reason = grund
command-achievement-starters-reason-description = Warum? Es steht dann im Journal

choice-by-hand = Von Hand verliehen
choice-balance = Kontostand
choice-earned = Insgesamt verdient
choice-entries = Anzahl der Einträge
choice-orders = Eingelöste Bestellungen
choice-first-members = Unter den ersten Mitgliedern

rule-by-hand = von Hand verliehen
rule-balance = für einen Stand von { $amount }
rule-earned = für insgesamt { $amount } verdient
rule-entries =
    { $count ->
        [one] für den ersten Eintrag
       *[other] für { $count } Einträge
    }
rule-orders =
    { $count ->
        [one] für die erste eingelöste Bestellung
       *[other] für { $count } eingelöste Bestellungen
    }
rule-first-members =
    { $count ->
        [one] für das erste Mitglied
       *[other] für die ersten { $count } Mitglieder
    }
rule-other = für etwas Besonderes

achievement-title = Erfolg { $achievement }
achievement-defined = **{ $achievement }** ist ab jetzt zu erreichen: { $rule }. Ich prüfe ihn, sobald sich die Punkte eines Mitglieds ändern.
achievement-changed = **{ $achievement }** ist geändert: { $rule }.
achievement-retired = **{ $achievement }** ist stillgelegt. Mitglieder, die ihn haben, behalten ihn.
achievement-awarded = { $member } hat jetzt **{ $achievement }**.
achievement-revoked = { $member } hat **{ $achievement }** nicht mehr. Die Belohnung bleibt.
achievement-started =
    { $count ->
        [0] Die Grundausstattung ist schon da.
        [one] Ein Erfolg der Grundausstattung ist neu dazugekommen.
       *[other] { $count } Erfolge der Grundausstattung sind neu dazugekommen.
    }
achievement-list-title = Alle Erfolge
achievement-list-line = { $rule }, Belohnung { $reward }, { $holders ->
        [0] noch kein Mitglied hat ihn
        [one] ein Mitglied hat ihn
       *[other] { $holders } Mitglieder haben ihn
    }
achievement-threshold-needed = Diese Regel braucht eine Schwelle von mindestens 1.
achievement-threshold-surplus = Ein Erfolg, der von Hand verliehen wird, hat keine Schwelle.
achievement-rule-needed = Eine Schwelle braucht eine Regel. Bitte wähle auch eine Regel.
achievement-key-needed = Mit einem Grund gib bitte auch den Kurznamen an.
achievement-form-title = Neuer Erfolg
achievement-form-change-title = { $achievement } ändern
achievement-form-key = Sein Kurzname für Befehle
achievement-form-name = Der Name, den alle sehen
achievement-form-rule = Was ihn freischaltet, etwa balance:100
achievement-form-reward = Punkte dafür; keine, wenn hier nichts steht
achievement-form-about = Worum es geht, in einem Satz
achievement-form-reason = Warum? Es steht dann im Journal

## orders

command-orders = bestellungen
command-orders-description = Bestellungen und ihre Codes
command-orders-overview = übersicht
command-orders-overview-description = Wie viele Bestellungen es gibt und wie sie stehen
command-orders-show = zeigen
command-orders-show-description = Wie es um eine Bestellung steht
command-orders-show-order = bestellung
command-orders-show-order-description = Die Nummer der Bestellung, wie im Export
command-orders-reissue = neuer-code
command-orders-reissue-description = Ein neuer Code für eine Bestellung; der alte wird ungültig
command-orders-reissue-order = bestellung
command-orders-reissue-order-description = Die Nummer der Bestellung, wie im Export
command-orders-reissue-reason = grund
command-orders-reissue-reason-description = Warum? Es steht dann im Journal
command-orders-void = ungültig
command-orders-void-description = Den Code einer Bestellung für ungültig erklären
command-orders-void-order = bestellung
command-orders-void-order-description = Die Nummer der Bestellung, wie im Export
command-orders-void-reason = grund
command-orders-void-reason-description = Warum? Es steht dann im Journal
command-orders-void-silent = still
command-orders-void-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem

order-status-claimable = noch nicht eingelöst
order-status-redeemed = eingelöst
order-status-reversed = zurückgenommen
order-status-refunded = erstattet
order-status-voided = ungültig
order-status-expired = abgelaufen

orders-title = Bestellungen
orders-none = Hier wurden noch keine Bestellungen eingelesen.
orders-points-waiting = Noch nicht eingelöst
orders-order-title = Bestellung { $order }
orders-status = Stand
orders-points = Punkte
orders-claimed-by = Eingelöst von
orders-issues = Codes bisher
orders-reissued-title = Neuer Code
orders-reissued = Der neue Code der Bestellung { $order }: ||`{ $code }`|| Der alte ist jetzt ungültig. Das siehst nur du.
orders-voided = Der Code der Bestellung { $order } ist jetzt ungültig.
orders-ambiguous = Mehrere Bestellungen heißen { $order }. Bitte nenn sie ganz: { $orders }

## settings

command-settings = einstellungen
command-settings-description = Wie sich der Bot auf diesem Server verhält
command-settings-show = zeigen
command-settings-show-description = Alle Einstellungen, wie sie gerade sind
command-settings-change = ändern
command-settings-change-description = Eine Einstellung ändern
command-settings-change-setting = einstellung
command-settings-change-setting-description = Welche?
command-settings-change-value = wert
command-settings-change-value-description = Der neue Wert; zurück zum Standard, wenn du nichts angibst
command-settings-change-reason = grund
command-settings-change-reason-description = Warum? Es steht dann im Journal
command-settings-reward = belohnung
command-settings-reward-description = Ab so vielen Punkten eine Rolle geben, damit aufhören, oder alle ansehen
command-settings-reward-role = rolle
command-settings-reward-role-description = Welche Rolle? Ohne Angabe werden alle gezeigt
command-settings-reward-threshold = schwelle
command-settings-reward-threshold-description = Die nötige Zahl der Punkte; mit 0 hört es auf
command-settings-reward-measure = maß
command-settings-reward-measure-description = Nach dem Kontostand, oder nach allem, was je verdient wurde?
command-settings-reward-below = darunter
command-settings-reward-below-description = Was passiert, wenn ein Mitglied darunter fällt?
command-settings-reward-reason = grund
command-settings-reward-reason-description = Warum? Es steht dann im Journal

choice-keep = Behält die Rolle
choice-take-back = Verliert die Rolle

settings-title = Einstellungen
settings-default = Standard
settings-changed = { $setting } ist jetzt { $value }.
settings-reset = { $setting } steht wieder auf dem Standard: { $value }.
settings-open-commands = Diese Rollen können die Befehle sofort als Nachrichten benutzen. Damit Discord ihnen auch die Slash-Befehle zeigt, muss ein Administrator sie für diese Rollen öffnen: Servereinstellungen › Integrationen.
settings-none = nichts
settings-on = an
settings-off = aus
settings-unlimited = keine Grenze
settings-locks-you-out = Mit dieser Änderung hättest du selbst die Rechte nicht mehr. Bitte lass eine deiner Rollen in der Liste, oder frag einen Administrator.
settings-everyone = Die Rolle @everyone hat jedes Mitglied, deshalb kann sie hier nicht gewählt werden. Bitte wähle eine andere Rolle.
settings-without-effect = { $setting } wirkt nicht: { $problem }
settings-missing =
    { $count ->
        [one] Auf diesem Server gibt es nichts mit der Id { $ids }; sie zu nennen wirkt nicht.
       *[other] Auf diesem Server gibt es nichts mit den Ids { $ids }; sie zu nennen wirkt nicht.
    }
settings-unknown = Eine Einstellung { $setting } gibt es nicht. Es gibt { $settings }.

setting-claim-guesses-per-hour = Wie viele falsche Codes ein Mitglied in einer Stunde versuchen darf
setting-max-points-per-transaction = Wie viel eine Änderung höchstens bewegt
setting-max-total-points = Der höchste Kontostand
setting-order-rate = Punkte für eine Einheit der Währung einer Bestellung
setting-order-rounding = Was mit Teilen eines Punktes geschieht: down, up, nearest
setting-transfer-daily-cap = Wie viel ein Mitglied an einem Tag höchstens verschenkt
setting-transfer-minimum = Wie viel ein Mitglied mindestens schenken muss
setting-transfer-cooldown = Wie viele Sekunden ein Mitglied zwischen zwei Geschenken wartet
setting-transfers = Ob Mitglieder einander Punkte schenken können
setting-time-zone = Die Zeitzone, nach deren Mitternacht Tage, Wochen und Monate beginnen, etwa Europe/Berlin; sie setzt utc_offset, auch wenn die Sommerzeit beginnt und endet
setting-utc-offset = Wo Tage, Wochen und Monate beginnen, etwa +02:00
setting-currency-singular = Wie ein Punkt heißt
setting-currency-plural = Wie viele Punkte heißen
setting-currency-emoji = Das Emoji vor den Anzahlen
setting-prefix = Womit Befehle in Nachrichten beginnen
setting-steward-roles = Die Rollen, die Punkte ändern dürfen
setting-channels = Die Kanäle, in denen ich zuhöre; überall, wenn es keine sind
setting-log-channel = Der Kanal, in dem ich jede Änderung melde
setting-locale = Die Sprache der Antworten auf Nachrichten, etwa en-GB oder de
setting-messages = Ob Mitglieder eine Direktnachricht bekommen, wenn sich ihre Punkte ändern
setting-give-confirm-above = Die Zahl der Punkte, ab der beim Schenken nachgefragt wird
setting-role-ladder = Welche erreichten Rollen ein Mitglied hat: alle (all) oder nur die höchste (highest)
setting-role-rewards = Die Rollen, die es für Punkte gibt

## Rollen als Belohnung

reward-given = { $member } hat jetzt die Rolle { $role }, für { $amount }.
reward-taken = { $member } hat die Rolle { $role } nicht mehr.
reward-set = Mitglieder ab { $amount } bekommen { $role }.
reward-set-earned = Mitglieder, die insgesamt { $amount } verdient haben, bekommen { $role }.
reward-set-take-back = Mitglieder, die darunter fallen, verlieren sie.
reward-removed = { $role } gibt es nicht mehr für Punkte.
reward-confirm-title = Jetzt Rollen geben?
reward-confirm = Bis zu { $members } Mitglieder bekommen oder verlieren dann sofort eine Rolle. Ich erledige das im Hintergrund.
reward-under-way = { $members ->
    [one] Ein Mitglied bekommt oder verliert jetzt eine Rolle: Ich erledige das im Hintergrund.
   *[other] { $members } Mitglieder bekommen oder verlieren jetzt eine Rolle: Ich erledige das im Hintergrund.
}
reward-caught-up = Nach den neuen Rollen für Punkte { $given ->
    [one] wurde eine Rolle gegeben
   *[other] wurden { $given } Rollen gegeben
} und { $taken ->
    [one] eine zurückgenommen
   *[other] { $taken } zurückgenommen
}.
reward-list-title = Rollen für Punkte
reward-ladder-highest = Mitglieder haben nur die höchste Rolle, die sie erreicht haben.
reward-in-step = **Alle Rollen abgleichen** sieht jedes Mitglied an und gibt oder nimmt, was nicht stimmt, auch nach Änderungen von Hand.
reward-in-step-progress = { $members ->
    [one] { $done } von einem Mitglied angesehen …
   *[other] { $done } von { $members } Mitgliedern angesehen …
}
reward-in-step-running = Das geschieht gerade schon. Bitte warte, bis es fertig ist.
reward-in-step-continues = { $done } von { $members } Mitgliedern sind angesehen. Ich mache im Hintergrund weiter und melde im Protokollkanal, wie viele Rollen vergeben und genommen wurden.
reward-in-step-title = Die Rollen sind abgeglichen
reward-in-step-done = { $members ->
    [0] Kein Mitglied hat Punkte, die eine Rolle geben oder nehmen.
    [one] Ein Mitglied wurde angesehen.
   *[other] { $members } Mitglieder wurden angesehen.
}
reward-in-step-changed = { $given ->
    [one] Eine Rolle wurde vergeben
   *[other] { $given } Rollen wurden vergeben
} und { $taken ->
    [one] eine wurde genommen
   *[other] { $taken } wurden genommen
}.
reward-in-step-absent = { $members ->
    [one] Ein Mitglied ist nicht auf dem Server.
   *[other] { $members } Mitglieder sind nicht auf dem Server.
}
reward-in-step-unanswered = { $members ->
    [one] Zu einem Mitglied hat Discord nicht geantwortet. Bitte wiederhole es später.
   *[other] Zu { $members } Mitgliedern hat Discord nicht geantwortet. Bitte wiederhole es später.
}
reward-none = Es gibt keine Rolle mehr für Punkte.
reward-role-too-high = { $role } kann ich nicht geben: Sie steht über meiner höchsten Rolle. Bitte zieh meine Rolle in den Servereinstellungen darüber.
reward-role-not-yours = { $role } kann für Punkte nur eine Person festlegen, die sie auch von Hand geben könnte: der Besitzer, ein Administrator, oder ein Mitglied, das Rollen verwaltet und darüber steht. Bitte frag dort nach.
reward-role-managed = { $role } kann ich nicht geben: Sie gehört zu einer Integration.
reward-permission-missing = Ich kann hier keine Rollen geben. Bitte gib mir das Recht „Rollen verwalten“.
reward-role-gone = Die Rolle für { $amount } gibt es nicht mehr. Bitte wähle eine andere, oder hör damit auf.

## season

command-season = saison
command-season-description = Saisons
command-season-close = abschließen
command-season-close-description = Die Saison beenden: Alle Kontostände gehen auf 0, offene Codes werden ungültig
command-season-close-reason = grund
command-season-close-reason-description = Warum? Es steht dann im Journal
command-season-close-silent = still
command-season-close-silent-description = Nichts öffentlich posten; im Journal steht es trotzdem

season-confirm-title = Saison { $season } abschließen?
season-confirm =
    { $members ->
        [one] Ein Mitglied verliert { $total }.
       *[other] { $members } Mitglieder verlieren zusammen { $total }.
    } Offene Codes werden ungültig. Verlauf und Erfolge bleiben. Das lässt sich nicht rückgängig machen.
season-running = Saison { $season } wird abgeschlossen …
season-title = Saison { $season } ist abgeschlossen
season-over-already = Sie war schon abgeschlossen. Jetzt wurde nichts geändert.
season-done = Alle Kontostände sind 0. Auf in die nächste!

## status

command-status = status
command-status-description = Wie es mir geht

status-title = Wie es mir geht
status-members = Mitglieder mit Konto
status-points-out = Punkte bei Mitgliedern
status-journal = Einträge im Journal
status-seal = Letztes Siegel
status-latency = Verzögerung
status-latency-ms = { $ms } ms
status-latency-unknown = noch nicht gemessen
status-uptime = Läuft seit
status-version = Version
status-reactions = Ausstehende Mitteilungen
status-season = Saison
status-clock = Uhr

## listusers

command-listusers = mitglieder
command-listusers-description = Alle Mitglieder mit Konto
command-listusers-page = seite
command-listusers-page-description = Welche Seite? Die erste, wenn du nichts angibst

listusers-title = Mitglieder
listusers-line = { $name } · { $amount } · ID `{ $id }`
listusers-none = Hier hat noch kein Mitglied ein Konto.

## Der Protokollkanal

log-changed = { $member }: **{ $change }** · { $what }
log-moved = { $from } → { $to }: **{ $amount }** · { $what }
log-balance = jetzt { $balance }
log-by = durch { $name }
log-reason = Grund: { $reason }
log-seal-title = Siegel des Tages
log-seal = Bei Eintrag #{ $position } lautet das Siegel `{ $seal }`. Bewahrt diese Nachricht auf: Sie kann beweisen, dass bis dahin kein Eintrag geändert wurde.
log-unwritable = In den Protokollkanal { $channel } kann ich nicht schreiben. Bitte gib mir: { $permissions }.
log-closed = Der Protokollkanal { $channel } ist seit { $since } nicht erreichbar: { $reason }. Jede Änderung wird aufbewahrt und dort gemeldet, sobald er wieder erreichbar ist.
log-closed-gone = er wurde gelöscht, oder ich bin nicht mehr auf dem Server
log-closed-hidden = ich kann ihn nicht sehen
log-closed-permission = ich darf dort nicht schreiben
log-closed-locked = er ist ein Thread, der archiviert oder gesperrt wurde
log-closed-kind = in einem Kanal dieser Art gibt es keine Nachrichten
log-closed-other = Discord lässt mich dort nicht schreiben
log-closed-title = Der Protokollkanal von { $server }
log-closed-what-to-do = Gib mir dort die Rechte „Kanal ansehen“, „Nachrichten senden“ und „Links einbetten“, oder lege mit `/einstellungen ändern` einen anderen Kanal fest.
log-reopened = Der Protokollkanal war von { $from } bis { $until } nicht erreichbar.
permission-view-channel = Kanal ansehen
permission-send-messages = Nachrichten senden
permission-embed-links = Links einbetten

## Direktnachrichten

message-title = Deine Punkte auf { $server }
message-granted = Du hast { $amount } bekommen.
message-deducted = Du hast { $amount } verloren.
message-received = { $name } hat dir { $amount } geschenkt.
message-reversed = Eine frühere Änderung wurde rückgängig gemacht: { $change }.
message-unlocked = Du hast **{ $achievement }** erreicht!
message-claimed = Deine Bestellung hat dir { $amount } gebracht.
message-order-changed = Eine deiner Bestellungen wurde berichtigt: { $change }.
message-season-closed = Die Saison ist vorbei, und alle Punkte beginnen wieder bei 0.
message-balance = Du hast jetzt { $balance }.
message-how-to-stop = Keine Nachrichten mehr: /datenschutz (oder /privacy)
