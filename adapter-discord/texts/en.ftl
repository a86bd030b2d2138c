### English: the bot's sentences. The other languages have the same lines; where one lacks a line, English is used.
###
### To translate: copy this file to the name of your language (fr.ftl, pt-BR.ftl), translate the text on the right of
### the equals signs, and keep the names in braces. No other file has to change.
### Discord's limits: names of commands and options have up to 32 small letters without spaces, descriptions up to 100
### characters.

## How numbers are written

# The separator between groups of three digits: a comma, a full stop, a space, an apostrophe.
format-digits-group = {","}

# The words for all points and for half of them, in small letters, separated by commas. English works everywhere.
amount-all = all, everything
amount-half = half

# A point, where the server has no name of its own for it.
currency-default =
    { $count ->
        [one] point
       *[other] points
    }

## Buttons

button-first = First
button-back = Back
button-forward = Forward
button-find-me = Find me
button-in-step = Bring all roles in step
button-confirm = Confirm
button-cancel = Cancel
button-my-data = My data
button-forget-me = Forget me
button-messages-on = Messages on
button-messages-off = Messages off
button-messages-again = Try again
button-boards-hide = Hide me from boards
button-boards-show = Show me on boards
button-all-time = All time
button-this-month = This month
button-this-week = This week
button-last-month = Last month
button-last-week = Last week

## Replies that every command shares

page-of = Page { $page } of { $pages }
part-of = Part { $part } of { $parts }

answer-cancelled = Cancelled. Nothing was changed.
answer-not-yours = These buttons belong to another member. Run the command yourself to get your own.
answer-unknown-command = Your Discord shows an older version of this command. Please reload it, or wait a little, and run the command again.
answer-unknown-button = I no longer know this button. Please run the command again.
answer-cooldown = One moment, please: you can do that again { $when }.
answer-server-needed = That works only in a server. Please run it where the points are.
answer-steward-needed = Only stewards can do that: administrators, and the roles named in this server's settings.
answer-wrong-channel = Here I listen in { $channels }.
answer-no-channel = Every channel in which I listened here was deleted. A steward can name others: `/settings change channels`.
channels-lost = Every channel in which I listen was deleted, so members cannot use me. Stewards still can, in every channel: `/settings change` with `channels` names others, or with no value lets me listen everywhere.
answer-no-bots = Bots have no points. Please choose a person.
answer-busy = There is a lot to do right now. Please try again in a moment.
answer-clock = My clock is wrong, so I cannot save anything right now, and nothing was changed. The people who run this server know more.
clock-last-entry-ahead = I save nothing at the moment: the last entry was recorded at { $last }, but my machine's clock says { $now }. The person who runs me has to set the clock, or, if it is right, run `tallybook clock --correct`.
clock-jumped = I save nothing at the moment: my machine's clock has jumped to { $now }, and by the time that has passed it should be { $expected }. If the new time is right, it counts when it has stood for a minute; if not, the person who runs me has to set the clock.
clock-corrected-elsewhere = I save nothing at the moment: the recorded time was corrected, by which it is { $expected }, but my machine's clock says { $now }. The person who runs me has to set the clock, or, if it is right, start me again.
answer-stopping = I am restarting. Please try again in a minute.
answer-fault = Something went wrong on my side, sorry. If it happens again, please tell an administrator this reference: `{ $reference }`
answer-done-untold = Done: entry #{ $position }. I could not show the complete answer, so please do not run the command again.
answer-cannot-show = Here I cannot show answers. Please give me: { $permissions }. Nothing was changed.
answer-outcome-unknown = I could not find out whether that was saved. Please look at your history before you try again. Reference: `{ $reference }`
answer-letter-begun = One moment, this answer is for you alone …
answer-silently = Silently, as you asked …
answer-sent-privately = I have sent you the answer as a direct message.
answer-direct-message-closed = I could not send you a direct message. Please allow them for this server, or use the slash command.

## Input that cannot be read

bad-missing = Something is missing. It goes like this: `{ $usage }`
bad-surplus = That is more than I understand. It goes like this: `{ $usage }`
bad-word = I do not understand { $value }.
bad-argument = I do not understand { $value }. It goes like this: `{ $usage }`
bad-member = I find no member by that name here. Please mention the person, or give their id.
bad-role = I find no such role here. Please mention it, or give its id.
bad-channel = I find no such channel here. Please mention it, or give its id.

invalid-amount = { $value } is not an amount. Please give a whole number, 1 or more.
invalid-amount-fraction = { $value } can be { $joined }, or { $whole } and a fraction. Points are whole numbers: write `{ $joined }` or `{ $whole }`.
invalid-amount-two = { $value } can be { $first } or { $second }. Write `{ $first }` or `{ $second }`.
invalid-amount-unusual = { $value } is not written as an amount. If it means { $meant }, write `{ $meant }`.
invalid-amount-large = { $value } is too large. The largest amount is 9223372036854775807.
invalid-amount-split = `{ $first } { $next }` can be one number, or { $first } and a text that begins with “{ $next }”. Write `{ $one }` for one number, or put a word before { $next }: `{ $first } --reason { $next }`.
amount-number-needed = All and half of what? Please give a number here.
amount-nothing = There is nothing to take that from: the balance is { $balance }.
invalid-whole = { $value } is not a number that fits here. Please give a whole number, 0 or more, in digits.
invalid-member = { $value } is not a member's id. Please mention the person.
invalid-reason = { $value } cannot be the reason: up to { $limit } characters, please.
invalid-text = { $value } does not fit here: up to { $limit } characters, please.
invalid-achievement = { $value } cannot be the key of an achievement: small letters, digits and underscores, up to { $limit }.
invalid-rule = { $value } is not a rule. There are by_hand, balance:N, earned:N, entries:N, orders:N and first_members:N.
invalid-position = { $value } is not a position. Please give the number that the history shows.
invalid-setting = The setting { $value } does not exist, or not with this value.
invalid-ids = { $value } does not fit: it must be an id or a mention, or up to { $limit } of them.
invalid-id = { $value } does not fit: it must be an id or a mention.
invalid-switch = { $value } does not fit: it must be on or off.
invalid-locale = { $value } does not fit: it must be a locale of Discord's, such as en-GB or de.
invalid-prefix = { $value } does not fit: it must have 1 to { $limit } characters without spaces and backticks, and not begin with / or <.
invalid-role-ladder = { $value } does not fit: it must be all or highest.
invalid-role-rewards = { $value } does not fit: it must look like `balance>=1000:ROLE` or `earned>=5000:ROLE:take_back`, where ROLE is a role's id; up to { $limit } of them, with a comma between them.
invalid-guesses = { $value } does not fit: it must be a whole number from 1 to 100.
invalid-order-rate = { $value } does not fit: it must be a decimal above 0 and up to 1000000, such as 1 or 0.5.
invalid-order-rounding = { $value } does not fit: it must be down, up or nearest.
invalid-cooldown = { $value } does not fit: it must be a whole number of seconds from 1 to { $limit }.
invalid-time-zone = { $value } does not fit: it must be the name of a time zone, such as Europe/Berlin.
invalid-utc-offset = { $value } does not fit: it must look like +02:00 or -05:30, at most 14 hours either way.
invalid-points = { $value } does not fit: it must be a whole number of points, at least 1.
invalid-other = { $value } does not fit: { $problem }.

## Refusals

refusal-insufficient-balance = That takes { $asked }. The balance is only { $balance }: { $short } too few.
refusal-over-transaction-limit = { $asked } at once is too much. The limit is { $limit }.
refusal-over-balance-limit = The balance would be { $would-be }. An account holds at most { $limit }.
refusal-overflow = That number is too large to be counted.
refusal-same-account = Giving points to yourself changes nothing. Please choose another member.
refusal-transfers-off = Members cannot give points to each other here.
refusal-below-transfer-minimum = { $asked } is too little. The least you can give is { $minimum }.
refusal-over-daily-cap = You have given { $sent } today. With another { $asked } that would be over the daily cap of { $cap }.
refusal-unknown-member = { $member } has no account here yet.
refusal-unknown-posting = There is no entry #{ $position } here. The history shows the numbers.
refusal-not-reversible = Entries of this kind cannot be reversed: #{ $position }, { $kind }.
refusal-reversal-of-reversal = Entry #{ $position } is a reversal itself, and those cannot be reversed.
refusal-already-reversed = Entry #{ $position } was reversed before.
refusal-order-changed-since = The order was changed after it was claimed, so its first entry cannot be reversed on its own.
refusal-season-closing = The season is just being closed. Please try again in a minute.
refusal-clock-not-ahead = The clock is not behind the last entry, so nothing needs a correction.
refusal-unknown-achievement = There is no achievement `{ $achievement }` here.
refusal-achievement-exists = There is an achievement `{ $achievement }` already.
refusal-achievement-retired = The achievement `{ $achievement }` was retired.
refusal-too-many-achievements = There can be at most { $limit } achievements, retired ones included.
refusal-bad-reward = { $reward } cannot be a reward. It must be 0 or more.
refusal-already-unlocked = The member has the achievement `{ $achievement }` already.
refusal-not-unlocked = The member does not have the achievement `{ $achievement }`.
refusal-unknown-order = There is no order { $order } here.
refusal-negative-order = The amount of order { $order } is negative.
refusal-unknown-code =
    { $guesses ->
        [0] I do not know this code. Please check it; you can try again in an hour at the latest.
        [one] I do not know this code. Please check it: you have one more try within the hour.
       *[other] I do not know this code. Please check it: you have { $guesses } more tries within the hour.
    }
refusal-too-many-guesses = Those were too many wrong codes. You can try again { $when }.
refusal-code-replaced = This code was replaced by a newer one. Please use that.
refusal-claim-open = This code has not been redeemed yet.
refusal-already-redeemed = This code was redeemed before.
refusal-claim-reversed = The points of this code were taken back, and it cannot be used again.
refusal-claim-refunded = The order of this code was refunded.
refusal-claim-voided = This code was made void.
refusal-claim-expired = This code has expired.
refusal-stale-issue =
    Another request was faster: the order has had { $issued ->
        [one] one code
       *[other] { $issued } codes
    }, so the next is number { $next }, not { $asked }.
refusal-code-taken = This code belongs to another order already.
refusal-negative-balance = A balance cannot be set to { $balance }. It must be 0 or more.
refusal-offset-follows-time-zone = The offset from UTC follows the time zone { $zone }. To set it by hand, first clear the setting `time_zone`.
refusal-unknown-time-zone = There is no time zone { $zone }. A time zone is named like Europe/Berlin.
refusal-unknown-time-zone-near = There is no time zone { $zone }. Do you mean { $near }?
refusal-setting-changed-since = Another steward changed the setting `{ $setting }` in the meantime. Please look at it and try again.
refusal-key-reused = This was done before, for something else: see entry #{ $position }.
refusal-in-batch = Nothing was done, because number { $number } was refused: { $refusal }
refusal-bad-batch = At most { $limit } changes go together, and at least one; these are { $commands }.
refusal-book-full = This server has reached its limit of { $limit } { $what ->
        [accounts] accounts
        [orders] orders
       *[other] entries
    }.
refusal-other = That cannot be done: { $reason }.

## Names of people and things

name-unknown = A former member
name-not-seen = A member I have not seen yet
name-unknown-role = unknown-role
name-unknown-channel = unknown-channel
name-forgotten = A forgotten member
name-system = Tallybook
name-command-line = An administrator
name-import = Import

kind-granted = Granted
kind-deducted = Deducted
kind-sent = Given to { $name }
kind-received = Got from { $name }
kind-transferred = Given
kind-reversed = Reversal of #{ $position }
kind-unlocked = Achievement: { $achievement }
kind-claimed = Order claimed
kind-order-changed = Order corrected
kind-season-closed = Season closed
kind-other = Changed

## points

command-points = points
command-points-description = Your balance, your rank and the next achievement in sight
command-points-member = member
command-points-member-description = Whose points? Yours, if you leave it out

points-title = Your balance
points-title-of = Balance of { $name }
points-rank = Rank { $rank } of { $members }
points-no-rank = Not on the leaderboard
points-next = Next achievement
points-next-line = **{ $achievement }**: { $missing } to go
points-none = Nothing here yet. It starts with your first points.
points-none-of = { $name } has no points yet.

## leaderboard

command-leaderboard = leaderboard
command-leaderboard-description = The members with most points: all time, or in a month or a week
command-leaderboard-page = page
command-leaderboard-page-description = Which page? The first, if you leave it out
command-leaderboard-period = period
command-leaderboard-period-description = All time, or which month or week?

choice-all-time = All time
choice-this-month = This month
choice-this-week = This week
choice-last-month = Last month
choice-last-week = Last week

leaderboard-title-all-time = Leaderboard: all time
leaderboard-title-this-month = Leaderboard: this month
leaderboard-title-this-week = Leaderboard: this week
leaderboard-title-last-month = Leaderboard: last month
leaderboard-title-last-week = Leaderboard: last week
leaderboard-you = You: rank { $rank } with { $amount }
leaderboard-without-you = You are not on this leaderboard yet.
leaderboard-without-you-then = You are not on this leaderboard.
leaderboard-empty = No member has points here yet. Be the first!
leaderboard-empty-then = No member earned points then.
leaderboard-no-such-page =
    { $pages ->
        [one] There is only one page. This is it.
       *[other] There are only { $pages } pages. This is the last.
    }

## rank

command-rank = rank
command-rank-description = Your card as a picture: rank, balance and achievements
command-rank-member = member
command-rank-member-description = Whose card? Yours, if you leave it out

rank-place = Rank { $rank } of { $members }
rank-no-place = Not on the leaderboard
rank-next = Next: { $achievement }
rank-next-none = Every achievement in sight is unlocked
rank-alt = Card of { $name }: { $place }, { $amount }

## history

command-history = history
command-history-description = Your changes: how much, why, by which person, and the balance after
command-history-page = page
command-history-page-description = Which page? The newest, if you leave it out

history-title = Your history
history-by = by { $name }
history-reason = “{ $reason }”
history-balance = Balance { $balance }
history-reversed = reversed later
history-empty = Nothing has happened here yet.

## stats

command-stats = stats
command-stats-description = Earned, spent, highest, and the last 30 days as a chart
command-stats-member = member
command-stats-member-description = Whose numbers? Yours, if you leave it out

stats-title = Your numbers
stats-title-of = Numbers of { $name }
stats-balance = Balance
stats-earned = Earned
stats-spent = Spent
stats-highest = Highest
stats-entries = Entries
stats-orders = Orders claimed
stats-first = First activity
stats-last = Last activity
stats-chart-title = Last 30 days
stats-chart-earned = Earned
stats-chart-spent = Spent
stats-chart-empty = Nothing moved in the last 30 days
stats-chart-alt = Chart of the last 30 days: { $earned } earned, { $spent } spent

## achievements

command-achievements = achievements
command-achievements-description = What you have unlocked, what is in sight, and how rare it is
command-achievements-member = member
command-achievements-member-description = Whose achievements? Yours, if you leave it out

achievements-title = Your achievements
achievements-title-of = Achievements of { $name }
achievements-unlocked = Unlocked: { $unlocked } of { $all }
achievements-unlocked-at = unlocked { $when }
achievements-in-sight = In sight
achievements-by-hand = Awarded by hand
achievements-reward = brings { $amount }
achievements-rarity = { $percent } % have it
achievements-no-member-has-it = no member has it yet
achievements-retired = no longer available
achievements-none = Nothing unlocked yet. The first one is closer than you think.
achievements-empty = There are no achievements here yet.
achievements-new =
    { $count ->
        [one] New achievement: { $achievements }
       *[other] New achievements: { $achievements }
    }

## claim

command-claim = claim
command-claim-description = Redeem the code of an order
command-claim-code = code
command-claim-code-description = The code from your mail; capitals and dashes do not matter

claim-title = Code redeemed
claim-done = Thank you! You got { $amount }.
claim-done-before = You have redeemed this code before, for { $amount }.
claim-balance = You now have { $balance }.
claim-unreadable = That does not look like a code. Please copy it from your mail, all of it.
claim-mistyped = There is a typing mistake in this code. Please compare it with your mail.
claim-off = Codes cannot be redeemed here at the moment. Please tell an administrator.
claim-message-deleted = I have deleted your message, so that no other member reads the code.
claim-elsewhere = Codes are redeemed in { $channels }. I have deleted your message, so that no other member reads the code.
claim-elsewhere-left = Codes are redeemed in { $channels }. Please delete your message, so that no other member reads the code: I may not.
claim-message-left = Please delete your message yourself, so that no other member reads the code: I may not.

## give

command-give = give
command-give-description = Give some of your points to another member
command-give-member = member
command-give-member-description = Who gets them?
command-give-amount = amount
command-give-amount-description = How many?
command-give-note = note
command-give-note-description = A few words to go with them

give-title = Given
give-done = { $giver } gives { $amount } to { $member }.
give-balance = You have { $balance } left.
give-confirm-title = Give so much?
give-confirm = You are about to give { $amount } to { $member }. You would have { $left } left.

## privacy

command-privacy = privacy
command-privacy-description = What is kept about you, your data as a file, and being forgotten

privacy-title = What is kept about you
# A line of the text cannot begin with a star, so it is quoted.
privacy-text =
    In this server I keep your Discord id, your points and every change to them: when, how much, by which person, and the reason; the e-mail address of orders that you redeemed; wrong codes that you tried; and what you did for others. I keep your display name, and whether you left or accept no direct messages, until you are forgotten. I keep no messages and no pictures.

    {"**"}My data** gives you all of it as a file. **Forget me** removes the link between you and these entries, for good.
privacy-messages-on = Direct messages: on. I tell you when your points change.
privacy-messages-off = Direct messages: off.
privacy-messages-closed = Direct messages: on, but Discord says that you accept none from me. Allow direct messages from members of this server, then press **Try again**; I try again by myself after a week.
privacy-messages-server-off = Direct messages: this server has switched them off.
privacy-boards-shown = Leaderboards: you are on them.
privacy-boards-hidden = Leaderboards: you are hidden from them. Others see no rank of yours; you still see your own.
privacy-nothing = I keep nothing about you in this server.
privacy-file-cut =
    { $count ->
        [one] Here is what I keep about you in this server. The oldest entry does not fit into the file; `/history` shows it.
       *[other] Here is what I keep about you in this server. The { $count } oldest entries do not fit into the file; `/history` shows them.
    }
privacy-file = Here is everything that I keep about you in this server.
privacy-forget-title = Forget you?
privacy-forget-warning =
    This cannot be undone.

    You lose { $balance }, your rank, { $achievements ->
        [0] your history
        [one] one achievement and your history
       *[other] { $achievements } achievements and your history
    }. Codes of orders that you have redeemed stay used. If you come back, you begin from nothing.
privacy-forgotten = Done. I no longer know who you are. All the best!
privacy-forgotten-pending = Done. The last traces are erased from the disk as soon as no other program reads it.

## help

command-help = help
command-help-description = What you can do here
command-help-command = command
command-help-command-description = Explain one command

help-title = What you can do here
help-members = For everybody
help-stewards = For stewards
help-stewards-by-message = Where Discord does not show you the slash commands for stewards, use them as messages, or ask an administrator to open them for your role: Server Settings › Integrations.
help-prefix = Every command also works as a message: `{ $prefix }points`
help-mention = Every command also works when you mention me: { $mention } points
help-aliases = Also: { $aliases }
help-usage = It goes like this: `{ $usage }`
help-unknown = There is no command { $command } that you may use here.

## Shared by all changes by stewards

change-balance = New balance
change-reason = Reason
change-by = By
change-entry = Entry
change-silent = Silent: nothing was posted. The journal records it all the same.
change-repeated = That was done before; nothing happened twice.

## grant

command-grant = grant
command-grant-description = Give points to a member
command-grant-member = member
command-grant-member-description = Who gets them?
command-grant-amount = amount
command-grant-amount-description = How many?
command-grant-reason = reason
command-grant-reason-description = Why? The member and the journal will read it
command-grant-silent = silent
command-grant-silent-description = Post nothing in public; the journal records it all the same

grant-title = Points granted
grant-done = { $member } got { $amount }.

## deduct

command-deduct = deduct
command-deduct-description = Take points from a member
command-deduct-member = member
command-deduct-member-description = Who loses them?
command-deduct-amount = amount
command-deduct-amount-description = How many? Never more than there are
command-deduct-reason = reason
command-deduct-reason-description = Why? The member and the journal will read it
command-deduct-silent = silent
command-deduct-silent-description = Post nothing in public; the journal records it all the same

deduct-title = Points deducted
deduct-done = { $member } lost { $amount }.

## set

command-set = set
command-set-description = Make a member's balance what it should be
command-set-member = member
command-set-member-description = Whose balance?
command-set-balance = balance
command-set-balance-description = How many points should it be?
command-set-reason = reason
command-set-reason-description = Why? The member and the journal will read it
command-set-silent = silent
command-set-silent-description = Post nothing in public; the journal records it all the same

set-title = Balance set
set-done = { $member } now has { $balance }. The change: { $change }.
set-unchanged = { $member } has { $balance } already. Nothing was changed.

## grant-role

command-grant-role = grant-role
command-grant-role-description = Give points to all members with a role, after a preview of how many they are
command-grant-role-role = role
command-grant-role-role-description = All members with this role
command-grant-role-amount = amount
command-grant-role-amount-description = How many for each?
command-grant-role-reason = reason
command-grant-role-reason-description = Why? The members and the journal will read it
command-grant-role-silent = silent
command-grant-role-silent-description = Post nothing in public; the journal records it all the same

grant-role-preview-title = Grant to all members with a role?
grant-role-preview =
    { $members ->
        [one] One member has { $role }.
       *[other] { $members } members have { $role }.
    } { $amount } each, { $total } in all.
grant-role-progress =
    { $members ->
        [one] { $done } of one member …
       *[other] { $done } of { $members } members …
    }
grant-role-title = Points granted to a role
grant-role-done =
    { $members ->
        [one] One member with { $role } got { $amount }.
       *[other] { $members } members with { $role } got { $amount } each, { $total } in all.
    }
grant-role-no-member = No member has { $role }, bots aside. Nothing was changed.
grant-role-too-many = { $members } members are too many for one batch: at most { $limit }.
grant-role-cannot-list = I cannot see who has { $role }. An administrator has to switch on the “Server Members” intent for me.
grant-role-refused = Nothing was changed, because of { $member }: { $refusal }

## reverse

command-reverse = reverse
command-reverse-description = Undo an entry, once
command-reverse-entry = entry
command-reverse-entry-description = The number that the history shows, without the #
command-reverse-reason = reason
command-reverse-reason-description = Why? The member and the journal will read it
command-reverse-silent = silent
command-reverse-silent-description = Post nothing in public; the journal records it all the same

reverse-confirm-title = Reverse entry #{ $position }?
reverse-confirm = { $what } · { $amount } · { $member }, { $when }
reverse-title = Entry reversed
reverse-done = Entry #{ $position } is undone: { $amount } went back.

## audit

command-audit = audit
command-audit-description = Changes, with the person who made them and the reason
command-audit-member = member
command-audit-member-description = Only what happened to this member
command-audit-by = by
command-audit-by-description = Only what this steward did
command-audit-kind = kind
command-audit-kind-description = Only changes of this kind

choice-grants = Grants
choice-deductions = Deductions
choice-transfers = Transfers
choice-reversals = Reversals
choice-achievements = Achievements
choice-claims = Claims
choice-settings = Settings
choice-seasons = Seasons
choice-forgetting = Forgetting

audit-title = Journal
audit-line = #{ $position } · { $when } · { $what }
audit-empty = The journal has nothing like that.
audit-more = There may be more further back. Go on with Forward.
audit-account-opened = { $name } got an account
audit-achievement-defined = Achievement { $achievement } defined
audit-achievement-changed = Achievement { $achievement } changed
audit-achievement-retired = Achievement { $achievement } retired
audit-achievement-revoked = Achievement { $achievement } revoked
audit-order-recorded = Order { $order } recorded
audit-order-forgotten = Order { $order } forgotten
audit-claim-reissued = New code for order { $order }
audit-claim-voided = Code of order { $order } made void
audit-claim-expired = Code of order { $order } expired
audit-code-guessed = { $name } tried a wrong code
audit-settings-changed = Settings changed: { $settings }
audit-season-closing = Close of season { $season } began
audit-season-closed = Season { $season } closed
audit-clock-corrected = Clock corrected, from { $from } to { $to }
audit-member-forgotten = A member was forgotten

## achievement

command-achievement = achievement
command-achievement-description = Define achievements and award them
command-achievement-define = define
command-achievement-define-description = A new achievement
command-achievement-define-key = key
command-achievement-define-key-description = Its short name for commands: small letters, digits, underscores
command-achievement-define-name = name
command-achievement-define-name-description = The name that people see
command-achievement-define-rule = rule
command-achievement-define-rule-description = What unlocks it?
command-achievement-define-threshold = threshold
command-achievement-define-threshold-description = The number needed; leave it out when it is awarded by hand
command-achievement-define-reward = reward
command-achievement-define-reward-description = Points that come with it; none, if you leave it out
command-achievement-define-about = about
command-achievement-define-about-description = What it is for, in a sentence
command-achievement-define-reason = reason
command-achievement-define-reason-description = Why? The journal will keep it
command-achievement-change = change
command-achievement-change-description = Change an achievement; members who have it keep it
command-achievement-change-key = key
command-achievement-change-key-description = Which achievement?
command-achievement-change-name = name
command-achievement-change-name-description = Another name
command-achievement-change-rule = rule
command-achievement-change-rule-description = Another rule
command-achievement-change-threshold = threshold
command-achievement-change-threshold-description = The number needed
command-achievement-change-reward = reward
command-achievement-change-reward-description = Another reward, for those who unlock it from now on
command-achievement-change-about = about
command-achievement-change-about-description = What it is for, in a sentence
command-achievement-change-reason = reason
command-achievement-change-reason-description = Why? The journal will keep it
command-achievement-retire = retire
command-achievement-retire-description = Stop unlocking an achievement; members who have it keep it
command-achievement-retire-key = key
command-achievement-retire-key-description = Which achievement?
command-achievement-retire-reason = reason
command-achievement-retire-reason-description = Why? The journal will keep it
command-achievement-award = award
command-achievement-award-description = Give an achievement to a member
command-achievement-award-member = member
command-achievement-award-member-description = Who gets it?
command-achievement-award-key = key
command-achievement-award-key-description = Which achievement?
command-achievement-award-reason = reason
command-achievement-award-reason-description = Why? The member and the journal will read it
command-achievement-award-silent = silent
command-achievement-award-silent-description = Post nothing in public; the journal records it all the same
command-achievement-revoke = revoke
command-achievement-revoke-description = Take an achievement from a member; its reward stays
command-achievement-revoke-member = member
command-achievement-revoke-member-description = Who loses it?
command-achievement-revoke-key = key
command-achievement-revoke-key-description = Which achievement?
command-achievement-revoke-reason = reason
command-achievement-revoke-reason-description = Why? The member and the journal will read it
command-achievement-revoke-silent = silent
command-achievement-revoke-silent-description = Post nothing in public; the journal records it all the same
command-achievement-list = list
command-achievement-list-description = Every achievement, with its rule, its reward and how many have it
command-achievement-list-page = page
command-achievement-list-page-description = Which page? The first, if you leave it out
command-achievement-starters = starters
command-achievement-starters-description = Take over the starter set of six achievements
command-achievement-starters-reason = reason
command-achievement-starters-reason-description = Why? The journal will keep it

choice-by-hand = Awarded by hand
choice-balance = Balance
choice-earned = Earned in total
choice-entries = Number of entries
choice-orders = Orders claimed
choice-first-members = Among the first members

rule-by-hand = awarded by hand
rule-balance = for a balance of { $amount }
rule-earned = for { $amount } earned in total
rule-entries =
    { $count ->
        [one] for the first entry
       *[other] for { $count } entries
    }
rule-orders =
    { $count ->
        [one] for the first order claimed
       *[other] for { $count } orders claimed
    }
rule-first-members =
    { $count ->
        [one] for the first member
       *[other] for the first { $count } members
    }
rule-other = for something special

achievement-title = Achievement { $achievement }
achievement-defined = **{ $achievement }** can be unlocked from now on: { $rule }. I check it whenever the points of a member change.
achievement-changed = **{ $achievement }** is changed: { $rule }.
achievement-retired = **{ $achievement }** is retired. Members who have it keep it.
achievement-awarded = { $member } has **{ $achievement }** now.
achievement-revoked = { $member } no longer has **{ $achievement }**. The reward stays.
achievement-started =
    { $count ->
        [0] The starter set is here already.
        [one] One achievement of the starter set is new here.
       *[other] { $count } achievements of the starter set are new here.
    }
achievement-list-title = All achievements
achievement-list-line = { $rule }, reward { $reward }, { $holders ->
        [0] no member has it
        [one] one member has it
       *[other] { $holders } members have it
    }
achievement-threshold-needed = This rule needs a threshold of 1 or more.
achievement-threshold-surplus = An achievement that is awarded by hand has no threshold.
achievement-rule-needed = A threshold needs a rule. Please choose one as well.
achievement-key-needed = With a reason, please give the key as well.
achievement-form-title = New achievement
achievement-form-change-title = Change { $achievement }
achievement-form-key = Its short name for commands
achievement-form-name = The name that people see
achievement-form-rule = What unlocks it, such as balance:100
achievement-form-reward = Points that come with it; none if empty
achievement-form-about = What it is for, in a sentence
achievement-form-reason = Why? The journal will keep it

## orders

command-orders = orders
command-orders-description = Orders and their codes
command-orders-overview = overview
command-orders-overview-description = How many orders there are, and how they stand
command-orders-show = show
command-orders-show-description = How one order stands
command-orders-show-order = order
command-orders-show-order-description = The order's id, as in the export
command-orders-reissue = reissue
command-orders-reissue-description = A new code for an order; the old one becomes invalid
command-orders-reissue-order = order
command-orders-reissue-order-description = The order's id, as in the export
command-orders-reissue-reason = reason
command-orders-reissue-reason-description = Why? The journal will keep it
command-orders-void = void
command-orders-void-description = Make the code of an order invalid
command-orders-void-order = order
command-orders-void-order-description = The order's id, as in the export
command-orders-void-reason = reason
command-orders-void-reason-description = Why? The journal will keep it
command-orders-void-silent = silent
command-orders-void-silent-description = Post nothing in public; the journal records it all the same

order-status-claimable = waiting to be claimed
order-status-redeemed = claimed
order-status-reversed = taken back
order-status-refunded = refunded
order-status-voided = void
order-status-expired = expired

orders-title = Orders
orders-none = No orders were imported here yet.
orders-points-waiting = Waiting to be claimed
orders-order-title = Order { $order }
orders-status = Status
orders-points = Points
orders-claimed-by = Claimed by
orders-issues = Codes so far
orders-reissued-title = New code
orders-reissued = The new code of order { $order }: ||`{ $code }`|| The old one is invalid now. Only you see this.
orders-voided = The code of order { $order } is void now.
orders-ambiguous = Several orders are called { $order }. Please give it in full: { $orders }

## settings

command-settings = settings
command-settings-description = How the bot behaves in this server
command-settings-show = show
command-settings-show-description = Every setting and what it is now
command-settings-change = change
command-settings-change-description = Change a setting
command-settings-change-setting = setting
command-settings-change-setting-description = Which one?
command-settings-change-value = value
command-settings-change-value-description = The new value; back to the default, if you leave it out
command-settings-change-reason = reason
command-settings-change-reason-description = Why? The journal will keep it
command-settings-reward = reward
command-settings-reward-description = Give a role at a number of points, stop doing so, or see all of them
command-settings-reward-role = role
command-settings-reward-role-description = Which role? All of them are shown, if you leave it out
command-settings-reward-threshold = threshold
command-settings-reward-threshold-description = The number of points needed; 0 to stop
command-settings-reward-measure = measure
command-settings-reward-measure-description = By balance, or by everything ever earned?
command-settings-reward-below = below
command-settings-reward-below-description = What happens to a member who falls below it?
command-settings-reward-reason = reason
command-settings-reward-reason-description = Why? The journal will keep it

choice-keep = Keeps the role
choice-take-back = Loses the role

settings-title = Settings
settings-default = default
settings-changed = { $setting } is now { $value }.
settings-reset = { $setting } is back to its default, { $value }.
settings-open-commands = These roles can use the commands as messages at once. For Discord to show them the slash commands too, an administrator has to open these for them: Server Settings › Integrations.
settings-none = none
settings-on = on
settings-off = off
settings-unlimited = no limit
settings-locks-you-out = With this change you would no longer be a steward. Please keep one of your own roles in the list, or ask an administrator.
settings-everyone = Every member has the role @everyone, so it cannot be chosen here. Please choose another role.
settings-without-effect = { $setting } has no effect: { $problem }
settings-missing =
    { $count ->
        [one] This server has nothing with the id { $ids }, so naming it has no effect.
       *[other] This server has nothing with the ids { $ids }, so naming them has no effect.
    }
settings-unknown = There is no setting { $setting }. There are { $settings }.

setting-claim-guesses-per-hour = Wrong codes that a member may try in an hour
setting-max-points-per-transaction = The most that one change moves
setting-max-total-points = The highest balance
setting-order-rate = Points for one unit of an order's currency
setting-order-rounding = What happens to parts of a point: down, up, nearest
setting-transfer-daily-cap = The most that a member gives away in a day
setting-transfer-minimum = The least that a member can give
setting-transfer-cooldown = How many seconds a member waits between two gifts
setting-transfers = Whether members can give points to each other
setting-time-zone = The time zone by whose midnight days, weeks and months begin, such as Europe/Berlin; it sets utc_offset, also when summer time begins and ends
setting-utc-offset = Where days, weeks and months begin, such as +02:00
setting-currency-singular = What one point is called
setting-currency-plural = What many points are called
setting-currency-emoji = The emoji in front of amounts
setting-prefix = What commands in messages begin with
setting-steward-roles = The roles that may change points
setting-channels = The channels where I listen; everywhere, if there are none
setting-log-channel = The channel where I report every change
setting-locale = The language of answers to messages, such as en-GB or de
setting-messages = Whether members get a direct message when their points change
setting-give-confirm-above = The number of points from which giving asks for confirmation
setting-role-ladder = Which of the reached roles a member has: all of them, or only the highest
setting-role-rewards = The roles that are given for points

## Role rewards

reward-given = { $member } has the role { $role } now, for { $amount }.
reward-taken = { $member } no longer has the role { $role }.
reward-set = Members with { $amount } or more get { $role }.
reward-set-earned = Members who earned { $amount } or more in total get { $role }.
reward-set-take-back = Members who fall below lose it.
reward-removed = { $role } is no longer given for points.
reward-confirm-title = Give roles now?
reward-confirm = Then up to { $members } members get a role or lose one at once. I do that in the background.
reward-under-way = { $members ->
    [one] One member now gets a role or loses one: I do that in the background.
   *[other] { $members } members now get a role or lose one: I do that in the background.
}
reward-caught-up = By the new role rewards, { $given ->
    [one] one role was given
   *[other] { $given } roles were given
} and { $taken ->
    [one] one was taken back
   *[other] { $taken } were taken back
}.
reward-list-title = Roles for points
reward-ladder-highest = Members have only the highest role that they have reached.
reward-in-step = **Bring all roles in step** looks at every member and gives or takes what is missing, also after roles were changed by hand.
reward-in-step-progress = { $members ->
    [one] { $done } of one member looked at …
   *[other] { $done } of { $members } members looked at …
}
reward-in-step-running = That is being done already. Please wait until it has ended.
reward-in-step-continues = { $done } of { $members } members are looked at. I go on in the background, and tell the log channel how many roles were given and taken.
reward-in-step-title = Roles are in step
reward-in-step-done = { $members ->
    [0] No member has points that give or take a role.
    [one] One member was looked at.
   *[other] { $members } members were looked at.
}
reward-in-step-changed = { $given ->
    [one] One role was given
   *[other] { $given } roles were given
} and { $taken ->
    [one] one was taken back
   *[other] { $taken } were taken back
}.
reward-in-step-absent = { $members ->
    [one] One member is not in the server.
   *[other] { $members } members are not in the server.
}
reward-in-step-unanswered = { $members ->
    [one] About one member Discord did not answer. Please do it again later.
   *[other] About { $members } members Discord did not answer. Please do it again later.
}
reward-none = No role is given for points.
reward-role-too-high = I cannot give { $role }: it stands above my own highest role. Please drag my role above it in the server settings.
reward-role-not-yours = { $role } can be given for points only by a person who could give it by hand: the owner, an administrator, or a member who manages roles and stands above it. Please ask one of them.
reward-role-managed = I cannot give { $role }: it belongs to an integration.
reward-permission-missing = I cannot give roles here. Please give me the permission “Manage Roles”.
reward-role-gone = The role for { $amount } no longer exists. Please choose another one or stop the reward.

## season

command-season = season
command-season-description = Seasons
command-season-close = close
command-season-close-description = End the season: every balance goes to 0, every open code goes void
command-season-close-reason = reason
command-season-close-reason-description = Why? The journal will keep it
command-season-close-silent = silent
command-season-close-silent-description = Post nothing in public; the journal records it all the same

season-confirm-title = Close season { $season }?
season-confirm =
    { $members ->
        [one] One member loses { $total }.
       *[other] { $members } members lose { $total } in all.
    } Open codes go void. The history and the achievements stay. This cannot be undone.
season-running = Season { $season } is being closed …
season-title = Season { $season } is closed
season-over-already = It was closed before. Nothing was changed now.
season-done = Every balance is 0. On to the next one!

## status

command-status = status
command-status-description = How I am doing

status-title = How I am doing
status-members = Members with an account
status-points-out = Points with members
status-journal = Entries in the journal
status-seal = Last seal
status-latency = Latency
status-latency-ms = { $ms } ms
status-latency-unknown = not measured yet
status-uptime = Up since
status-version = Version
status-reactions = Notifications waiting
status-season = Season
status-clock = Clock

## listusers

command-listusers = listusers
command-listusers-description = Every member with an account
command-listusers-page = page
command-listusers-page-description = Which page? The first, if you leave it out

listusers-title = Members
listusers-line = { $name } · { $amount } · id `{ $id }`
listusers-none = No member has an account here yet.

## The log channel

log-changed = { $member }: **{ $change }** · { $what }
log-moved = { $from } → { $to }: **{ $amount }** · { $what }
log-balance = now { $balance }
log-by = by { $name }
log-reason = Reason: { $reason }
log-seal-title = Seal of the day
log-seal = At entry #{ $position } the seal is `{ $seal }`. Keep this message: it can prove that no entry up to there was changed.
log-unwritable = I cannot write in the log channel { $channel }. Please give me: { $permissions }.
log-closed = The log channel { $channel } cannot be reached since { $since }: { $reason }. Every change is kept, and told there once it can be reached again.
log-closed-gone = it was deleted, or I am not in the server any more
log-closed-hidden = I cannot see it
log-closed-permission = I may not write there
log-closed-locked = it is a thread that was archived or locked
log-closed-kind = no messages can be sent in a channel of its kind
log-closed-other = Discord does not let me write there
log-closed-title = The log channel of { $server }
log-closed-what-to-do = Give me the permissions View Channel, Send Messages and Embed Links there, or set another channel with `/settings change`.
log-reopened = The log channel could not be reached from { $from } to { $until }.
permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-embed-links = Embed Links

## Direct messages

message-title = Your points in { $server }
message-granted = You got { $amount }.
message-deducted = You lost { $amount }.
message-received = { $name } gave you { $amount }.
message-reversed = An earlier change was undone: { $change }.
message-unlocked = You unlocked **{ $achievement }**!
message-claimed = Your order brought you { $amount }.
message-order-changed = An order of yours was corrected: { $change }.
message-season-closed = The season is over, and all points start again at 0.
message-balance = You now have { $balance }.
message-how-to-stop = To stop these messages: /privacy
