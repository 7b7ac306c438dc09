## wall: the sentence about a resident

resident-asleep-in-bed = asleep
resident-awake-in-bed = awake in bed
resident-in-bed = in bed
resident-asleep-at-home = asleep, not in bed
resident-awake-at-home = awake
resident-at-home = at home
resident-away = not at home
resident-awake = awake
resident-asleep = asleep
resident-unknown = not known
resident-activity-none = no activity
resident-activity-rare = little activity
resident-activity-occasional = some activity
resident-activity-frequent = frequent activity
resident-not-yet = not heard yet
resident-lost = not heard
resident-stopped = switched off
resident-cut-off = station cut off
resident-not-watched = not watched
resident-absence = away, as announced
resident-empty = free seat

## wall: names of the numbers

count-bed-exits = out of bed
count-turn-overs = turned over
count-nap = nap, min
heart-rate = heart rate
breathing-rate = breathing rate
per-minute = per minute
movement = movement

## wall: ages and times

age-seconds = { $n } s
age-minutes = { $n } min
age-hours = { $n } h
age-days = { $n } d
time-date = { $weekday }, { $day } { $month }
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## wall: the page

wall-title = Wall
wall-homes = { $n } homes
wall-lost = { $n } lost
wall-alarms = Open alarms
wall-residents = Residents
wall-quiet = no open alarms
wall-more = more
wall-sound-off = Sound is off – press here
wall-sound-on = sound on
wall-not-live = not live since { $time }
wall-connecting = connecting
wall-no-script = This page needs JavaScript to stay current. What you see is from { $time }.
wall-new-alarm = New alarm: { $what }
wall-legend = Legend
wall-too-many = The station shows as many screens as it can. Close another one, or try again in a minute.
wall-not-allowed = This screen may not show the wall. Ask the desk for a new address for it.
wall-printed = Printed { $time }

## alarms: what they are

alarm-smoke = smoke
alarm-gas = gas
alarm-co = carbon monoxide
alarm-sos = call for help
alarm-fall = fall
alarm-no-breathing = no breathing
alarm-no-sign-of-life = no sign of life
alarm-absent-from-bed = long out of bed
alarm-inactivity = no activity
alarm-door-at-night = door at night
alarm-door-left-open = door left open
alarm-wandering = wandering
alarm-sensor-lost = sensor silent
alarm-sensor-fault = sensor broken
alarm-low-battery = battery low
alarm-end-of-life = sensor too old
alarm-store-fault = gateway cannot store
alarm-mains-lost = no mains power
alarm-other = alarm ({ $word })
alarm-home-lost = home not heard
alarm-uplink-lost = { $homes } homes not heard
brief-other = alarm
brief-co = CO
brief-sos = SOS
brief-no-breathing = breath
brief-no-sign-of-life = no life
brief-absent-from-bed = bed
brief-inactivity = still
brief-door = door
brief-wandering = wanders
brief-sensor = sensor
brief-low-battery = battery
brief-store-fault = gateway
brief-mains-lost = power
brief-lost = lost
alarm-station = Station
alarm-test = test
alarm-accepted = accepted
alarm-cleared = over

priority-high = high
priority-medium = medium
priority-low = low

step-raised = raised
step-reminded = reminded: nobody has accepted it
step-escalated = escalated
step-acknowledged = accepted
step-acknowledged-by = accepted by { $by }
step-paused = paused
step-resumed = may call again
step-condition-cleared = condition is over
step-closed = closed

## alarms: why

what-smoke-on = smoke detector on
what-gas-alarm-on = gas detector on
what-co-alarm-on = CO detector on
what-co-ppm = carbon monoxide { $ppm } ppm
what-gas-lel = gas { $lel } % LEL
what-gas-ppm = gas { $ppm } ppm
what-over-range-co = more carbon monoxide than the sensor can measure
what-over-range-gas = more gas than the sensor can measure
what-call-for-help = the help button was pressed
what-fall-seen = the radar saw a fall
what-no-breath = no breath for { $s } s
what-no-sign-of-life = in bed without a sign of life for { $min } min
what-flag-without-life = the sensor says that somebody is in bed, and shows no life
what-out-of-bed = out of bed for { $min } min
what-not-seen = out of bed, not seen for { $min } min
what-not-seen-since-door = not seen for { $min } min; the entrance was opened
what-nothing-moves = out of bed for { $min } min, nothing moves, the entrance is closed
what-still-out-of-bed = somebody out of bed has not moved for { $min } min
what-not-seen-since-rising = not seen for { $min } min since they rose
what-no-activity = nothing has moved for { $min } min
what-door-opened-at-night = the entrance was opened in the dead of night
what-door-not-shut-at-night = the entrance was opened in the dead of night and not shut
what-nobody-back-inside = the entrance was used in the dead of night, and nobody was seen inside since
what-door-stands-open = the entrance has stood open for { $min } min
what-up-again = out of bed { $times } times within two hours
what-about-at-night = about at night for { $min } min
what-not-heard = the sensor is not heard
what-fault-sensor = the sensor says that it is broken
what-fault-placeholder = the sensor sends a placeholder instead of a value
what-fault-exception = the sensor refused the question
what-fault-stuck = its value does not move
what-fault-saturated = its value stands at the end of its scale
what-fault-other-kind = it answers as another kind of sensor
what-fault-unit = it measures in another unit than it should
what-fault-below-zero = it says less than nothing: its zero has drifted
what-fault-mode = it looks for falls only and says nothing of the bed
what-warms-too-long = it warms up for longer than it should
what-battery-low = its battery is low
what-beyond-its-life = it is beyond its life
what-life-ends = its life ends with { $month }
what-mains-lost = no mains power
what-chatters = it goes on and off faster than anybody can
what-no-longer-there = the home's configuration has it no longer
what-readings-not-stored = the gateway cannot store readings
what-alarms-not-stored = the gateway sends alarms without storing them

## events of the day

event-bed-entry = went to bed
event-bed-exit = out of bed
event-got-up = got up
event-turn-over = turned over
event-sleep-onset = fell asleep
event-wake = woke up
event-nap = nap of { $min } min
event-breathing-pause = breathing paused for { $s } s
event-door-opened = door opened
event-door-closed = door closed
event-left-home = left home
event-came-home = came home
event-visitor = a visitor
event-sensor-lost = sensor silent
event-sensor-back = sensor heard again
event-other = { $word }

## a resident's page

page-now = Now
page-today = Today
page-last-night = Last night
page-alarms = Alarms
page-sensors = Sensors
page-day-curves = The last 24 hours
page-who = Who
page-contacts = Whom to call
page-medical = Medical history
page-notes = Notes
page-place = Address
page-door-code = Door code
page-phone = Telephone
page-age = { $years } years
page-key = has a key
page-nothing-today = Nothing yet.
page-no-alarms = No alarms in the last week.
page-no-sensors = The home has said nothing of its sensors.
page-no-number = not known
page-contact-relative = family
page-contact-volunteer = volunteer
page-contact-grid-worker = grid worker
page-since = since { $time }
page-last-heard = last heard { $time }
page-curve = { $name }: { $low } to { $high } { $unit }, on average { $mean }; heard { $coverage } % of the time
page-curve-plain = { $name }: { $low } to { $high }, on average { $mean }; heard { $coverage } % of the time
page-curve-empty = { $name }: nothing heard in the last 24 hours
page-band = usual: { $low } to { $high }
page-today-line = { $exits } × out of bed, { $turns } × turned over, { $nap } min of nap
page-night-of = Night to { $date }
night-in-bed = to bed
night-out-of-bed = got up
night-time-in-bed = time in bed
night-asleep = asleep
night-latency = until asleep
night-waso = awake after falling asleep
night-efficiency = sleep efficiency
night-awakenings = awakenings
night-exits = out of bed
night-longest = longest absence
night-turns = turned over
night-heart = heart rate
night-breath = breathing rate
night-pauses = breathing pauses
night-coverage = seen
night-title = { $name }: a night
night-back = Back to the page
night-others = Other nights
night-before = night to { $date }
night-after = night to { $date }
night-nothing = Nothing was heard of this night.
night-provisional = Provisional: counted here from what was heard, until the home sends its own summary.
night-exit = { $from }, { $length }
night-exit-open = { $from }, not seen back
night-key-band = usual heart rate
night-key-unknown = not known
night-table = The night as a table
night-from = From
night-to = To
night-length = Length
night-bed = Bed
night-sleep = Sleep
bed-in = in bed
bed-out = out of bed
bed-unknown = not known
sleep-asleep = asleep
sleep-awake = awake
sleep-unknown = not known

## a night in a sentence

night-goes-on = the night is not over yet
night-unknown = nothing is known of this night
night-slept-hours = slept about { $n } h
night-slept-half-hours = slept about { $n }½ h
night-slept-minutes = slept about { $n } min
night-slept-none = did not sleep
night-slept-unknown = how long they slept is not known
night-up-none = not up
night-up-once = up once
night-up-twice = up twice
night-up-times = up { $n } times
night-up-unknown = whether they were up is not known
night-longest-was = longest { $length }
night-seen-in-part = only part of the night was seen

## the last weeks

page-weeks = The last eight weeks
page-printed = As of { $date }, { $time }
weeks-none = Nothing is known of the last weeks.
weeks-counted = Provisional: the home has sent no summaries; the last { $n } nights are counted here from what was heard.
weeks-asleep = Asleep at night
weeks-exits = Out of bed at night
weeks-turns = Turned over
weeks-nap = Nap by day
weeks-heart = Heart rate at night
weeks-activity = Active by day
weeks-last = { $value } on { $date }
weeks-no-value = not known
weeks-usual = usual { $low } to { $high }
weeks-usual-unknown = usual range not known yet
weeks-key-band = their own usual range, of the 28 nights before
weeks-key-odd = outside of it
weeks-table = The weeks as a table
weeks-night = Morning of

## what a relative sees

up-in-bed = In bed
up-dozing = Asleep, not in bed
up-up = Up
up-away = Not at home
up-not-known = Not known
up-not-heard = Not heard
up-not-watched = Not watched
relative-title = Your family
relative-others = All residents whom you may see
relative-open = Open alarms
relative-alarms = Alarms of the last week
relative-no-alarms = No other alarms.
relative-over = over { $time }
relative-accepted = somebody is taking care of it
relative-calls = it calls; nobody has said yet that they go
relative-made = As of { $time }. Load the page again for the newest.

## lengths, the air, the door, sensors

minutes = { $n } min
hours-minutes = { $h } h { $m } min
percent = { $n } %
rate-range = { $mean } ({ $low } to { $high })
air-gas = gas
air-co = carbon monoxide
air-smoke = smoke
air-clear = clear
air-alarm = alarm
air-fault = sensor broken
air-warming = sensor warms up
air-unknown = not known
door = entrance
door-open = open
door-closed = closed
door-unknown = not known
sensor-ok = heard
sensor-warming = warms up
sensor-silent = silent
sensor-fault = broken
sensor-low-battery = battery low
sensor-end-of-life = beyond its life
sensor-other = { $word }

## people: what surrounds a page

nav-label = The station's pages
nav-skip = To the content
nav-wall = Wall
nav-residents = Residents
nav-roster = Roster
nav-users = Logins
nav-tokens = Screens
nav-audit = Audit log
nav-operations = Operations
nav-logout = Log out
save = Save
cancel = Cancel
search = Search
filter = Show
earlier = Earlier entries
when = When
yes = yes
no = no

## people: refusals

refusal-to-start = To the start
refusal-number = If you ask somebody for help, tell them this number: { $number }
refusal-not-here = There is no such page
refusal-not-here-why = The address is wrong, or what was here is not for you or is not there any more.
refusal-not-allowed = This is not for your login
refusal-not-allowed-why = Your role does not include this page. Whoever administers the station can change that.
refusal-stale = Somebody else has changed this
refusal-stale-why = It was changed while you looked at it, and nothing of yours was saved. Go back, load the page again, and make your change there.
refusal-taken = This is taken already
refusal-taken-why = { $what } belongs to somebody else. Nothing was changed: choose another.
refusal-too-often = Too many tries
refusal-too-often-why = Try again in { $seconds } seconds.
refusal-too-large = This is too large
refusal-too-large-why = The form or file is larger than the station takes. A roster has at most 5,000 rows and 8 MB, a picture 12 MB.
refusal-bad-form = This form cannot be read
refusal-bad-form-why = Something in it is missing or is not what the page asks for. Go back, load the page again, and try once more.
refusal-other-site = This form came from elsewhere
refusal-other-site-why = The station takes forms only from its own pages. Open the page here and send it again.
refusal-spent = This link is not valid any more
refusal-spent-why = It was used already, or its time is over. Ask for a new one.
refusal-unavailable = The station cannot do this now
refusal-unavailable-why = Nothing was changed. Try again in a minute; if it stays so, tell whoever administers the station.
refusal-broken = Something is wrong with the station
refusal-broken-why = It is not your fault. Tell whoever administers the station the number below.

## people: logins and passwords

login-title = Log in
login-name = Name
login-password = Password
login-do = Log in
login-wrong = Name and password do not fit. Check both and try again.
login-forgotten = Forgotten? Whoever administers the station can give you a link for a new password.
first-title = The first login
first-why = Nobody has a login here yet. The station has printed a code on its console; it is valid for an hour. Whoever reads it makes the first login, which administers the station.
first-code = Code from the console
first-code-wrong = This code is not valid. Read it from the console again; after an hour, start the station anew.
first-do = Make the login
password-title = Your password
password-of = For the login { $name }.
password-old = Present password
password-new = New password, { $least } characters or more
password-again = The same once more
password-short = The password is too short: take { $least } characters or more.
password-long = The password is too long: take { $most } bytes at most.
password-guessed = This password is easily guessed: take a few words that have nothing to do with one another.
password-differs = The two passwords differ. Type both again.
password-old-wrong = The present password is wrong. Nothing was changed.
start-title = Welcome
start-called = When you are called, you get a link that shows where to go. There is nothing to do here until then.

## people: roles

role-wall = Screen
role-volunteer = Volunteer
role-grid-worker = Grid worker
role-relative = Relative
role-clinic = Clinic
role-staff = Desk
role-admin = Administrator

## people: logins of others

users-role = Role
users-residents = Residents
users-state = State
users-active = in use
users-inactive = closed
users-awaits = waits for a password
users-add = A new login
users-add-do = Make the login and its link
users-name-hint = For a relative, the telephone number or e-mail address that stands with the resident's contacts.
users-name-wrong = A name has 1 to 64 letters, digits and . _ - @ +, without spaces.
users-name-taken = There is such a login already. Choose another name.
users-too-many = There are too many logins. Close some first.
users-may-come-in = may log in
users-bound = Whom they may see
users-relative-hint = A relative sees a resident only while the resident agrees to this contact.
users-clinic-hint = The clinic sees a resident only while the resident agrees to it.
users-link = A link for a password
users-link-why = Makes a link with which this person chooses a password. It is valid once, for three days; a present password is not valid any more.
users-link-do = Make a link
users-link-once = Give this link to the person. It is shown only now.

## people: screens

tokens-why = A screen in a hall shows the wall without a login. Each has an address of its own, which can be taken back.
tokens-once = Open this address on the screen. It is shown only now.
tokens-name = Where it hangs
tokens-shows = Shows
tokens-whole = whole names
tokens-surname = surnames only
tokens-first = the first login
tokens-add = A new screen
tokens-add-do = Make an address
tokens-back = Take back

## people: the audit log

audit-who = Who
audit-what = What
audit-whom = Whom
audit-detail = More
audit-none = There are no such entries.
audit-resident-number = Resident's number
audit-view = looked
audit-view-record = looked at the record
audit-view-history = looked at the changes
audit-edit = changed
audit-add = added
audit-import = imported a file
audit-export = took out the person's file
audit-export-roster = took out the roster
audit-erase = erased
audit-login = logged in
audit-login-refused = wrong password
audit-logout = logged out
audit-password = chose a password
audit-first-admin = became the first administrator
audit-user = changed a login
audit-user-link = made a link for a password
audit-token = made an address for a screen
audit-token-back = took back a screen's address

## people: columns of the roster

field-name = Name
field-surname = Surname, for public halls
field-born = Year of birth
field-home = Home
field-seat = Seat
field-building = Building
field-door = Door
field-door-code = Code of the house's door
field-phone = Telephone
field-medical = Medical history, allergies, medicine
field-notes = What whoever goes must know
field-monitoring = Agrees to be watched over since
field-monitoring-short = Agrees
field-clinic = Agrees to the clinic since
field-contacts = Contacts
field-contact-n = Contact { $n }: { $part }
field-room-n = Room { $n }: { $part }
field-absence-n = Absence { $n }: { $part }
field-is = Who they are
field-relation = Relation
field-email = E-mail
field-key = has a key
field-consent = resident agrees to them
field-room = As in the home's configuration
field-room-name = As people call it
field-from = First day
field-to = Last day
field-why = Why
group-person = Person
group-place = Place
group-care = Care
group-consents = Consents
group-contact = Contact { $n }
group-absences = Absences
group-absence = Absence { $n }
group-rooms = Rooms
group-room = Room { $n }

## people: what is wrong with a column

form-faults =
    { $n ->
        [one] One field must be put right. Nothing was saved yet.
       *[other] { $n } fields must be put right. Nothing was saved yet.
    }
fault-empty = This must be written.
fault-too-long = Too long: at most { $most } characters.
fault-unprintable = There are characters in it that cannot be shown. Type it anew.
fault-year = Write a year from { $from } to { $to }.
fault-home = A home's name has 1 to 32 small letters, digits and hyphens, as in its configuration.
fault-seat = Write a number from 1 to { $most }, or nothing.
fault-phone = Write a telephone number: digits, spaces and + - ( ) only.
fault-email = Write an e-mail address, like ming@example.org.
fault-day = Write a day as 2026-11-23.
fault-yes-no = Write yes or no.
fault-choice = Write relative, volunteer or grid-worker.
fault-ends = The last day is before the first.
fault-taken = { $by } has it already. Choose another.
fault-twice = Line { $line } of the file has the same. Change one of them.
fault-nobody = No resident has this number. For somebody new, leave id empty.
fault-stale = It was changed since the file was written (revision { $now } now). Export again and make the change there.
fault-cells = This row has { $found } cells and the header { $wanted }. Look for a missing or spare separator or quotation mark.

## people: the roster's list

roster-search = Search
roster-search-hint = name, building, door or home
roster-add = A new resident
roster-import = Import a file
roster-export = Export as a file
roster-count = { $n } of { $of } residents
roster-free-seat = The lowest free seat is { $seat }.
roster-more = More contacts, absences, rooms
residents-none = There is nobody whom you may see.

## people: one person

person-age = { $years } years old
person-page = Page
person-edit = Edit the record
person-history = Changes
person-export = Everything about this person as a file
person-erase = Erase
history-title = Changes: { $name }
history-step = Revision { $revision }
history-first = Written down for the first time.
history-place = Home or seat was changed.
history-column = Column
history-before = Before
history-after = After
erase-title = Erase { $name }
erase-what = The record, its changes, everything that the home has said, and what they wrote in the neighbourhood (places at activities, wishes, words and telephone of reports) are erased for good. That somebody looked or changed stays in the audit log, under a number. Backups that hold it expire by themselves.
erase-first = If somebody may want it later:
erase-type = Type the whole name, { $name }, to erase
erase-wrong = This is not the name. Nothing was erased.
erase-do = Erase for good

## people: importing

import-file = Choose a file
import-how = A CSV file in UTF-8 with the columns of the export; in a spreadsheet, save as “CSV UTF-8”. Nothing is changed until you have seen what would change.
import-choose = File
import-look = Look at it
import-new = New
import-changed = Changed
import-unchanged = Unchanged
import-absent = Not in the file
import-absent-why = stay as they are
import-faults = Faults
import-fault = What is wrong, and what to write
import-line = Line
import-unknown = These columns are not known and are left out: { $columns }
import-not-done = Nothing can be imported until every fault is put right in the file.
import-more = There are more faults; they are shown when these are put right.
import-nothing = The file changes nothing.
import-do =
    { $n ->
        [one] Make this change
       *[other] Make these { $n } changes
    }
import-row = line { $line }
import-adds = New.
import-seat = Seat { $seat }.
import-changed-since = The roster was changed since you looked. This is what the file would do now.
sheet-too-large = The file is larger than 8 MB. Split it.
sheet-not-utf8 = The file is not in UTF-8 (first on line { $line }). In the spreadsheet, save it as “CSV UTF-8”.
sheet-empty = There is nothing in the file.
sheet-no-name = The first line must name the columns, and one of them must be “name”. Export the roster for a pattern.
sheet-twice = The column “{ $column }” stands in the header twice. Take one away.
sheet-columns = The header has too many columns.
sheet-rows = The file has more than { $most } rows. Split it.
sheet-cell = A cell that begins near line { $line } is far too long: probably a quotation mark is not closed.
sheet-unreadable = Line { $line } cannot be read as CSV.

## people: operations

operations-ingest = What homes say
operations-broker = Broker
operations-up = connected
operations-down = not connected
operations-lag = Waiting for the store
operations-taken = Messages since the start
operations-homes = Homes ever heard
operations-residents = Residents
operations-store = Store
operations-bytes = Size
operations-minutes = Minutes, as they came
operations-hours = Hours, packed
operations-alarms = Steps of alarms
operations-events = Events
operations-version = Version
operations-lost = Homes not heard: { $n }
operations-since = Since
operations-holes = Missing messages: { $n }
operations-lane = Lane
operations-boot = Start
operations-missing = From – to
operations-poison = Payloads that nobody could read: { $n }
operations-poison-why = They were set aside and changed nothing. A home with a later version, or a stranger on the broker.
operations-topic = Topic
operations-why = Why
operations-payload = Begins with

## channels: what an e-mail, an SMS or a chat adds to a message

channel-open = Open
channel-more = { $n } more

# Messages of the desk to people's telephones
call-at = { $place }: { $what }
call-go = { $what }. Can you go? Please answer.
call-goes = { $what }. { $who } goes; you need not.
call-help = { $what }. { $who } comes to help.
call-again = { $what }. It has happened again, or is more urgent now.
call-over = { $what }. It is over at home. Please say on the page how it ended.
call-taken-back = { $what }. You were not there in time, so others are called now.
call-reminder = { $what }. Somebody has been at the door for an hour. Please ask.
call-drill = DRILL, nobody is in need: { $what }
call-somebody = Somebody
call-uplink-lost = Many homes are not heard
call-life-at-home = Somebody is at home who is said to be away
call-desk-fault = A case reaches nobody
call-a-drill = Drill
call-code-subject = Your code
call-code = Your code is { $code }. It is good for ten minutes. Nobody will ask you for it by telephone.

## desk: what is pressed

act-accept = I go
act-decline = I cannot
act-cannot-after-all = I cannot after all
act-on-the-way = On the way
act-at-the-door = At the door
act-need-help = Need help
act-received = Received
act-resolve = Resolved …
act-resolve-do = Resolved: close the case
act-note = What was found, what was done
act-photo = A picture (JPEG, PNG or WebP, up to 12 MB)
said-done = Written down.
said-closed = This case is over already.
said-drill = A drill has begun.
said-taken = { $who } goes already. Nobody must go twice.

## desk: kinds of cases that are no alarm's word

case-other-alarm = another alarm
case-home-lost = home not heard
case-uplink-lost = many homes not heard
case-life-at-home = somebody is at home, though the resident is away
case-desk-fault = a case has nobody
case-drill = drill

## desk: where a case stands

stage-held = waits
stage-calling = calling
stage-nobody = nobody reached
stage-accepted = somebody goes
stage-on-the-way = on the way
stage-at-the-door = at the door
stage-closed = over
stands-calling = Calling { $who }
stands-calling-again = Calling { $who }, round { $round }
stands-accepted = { $who } goes
stands-on-the-way = { $who } is on the way
stands-at-the-door = { $who } is at the door since { $time }
hold-quiet-hours = Waits for the morning: it is night, and it can wait
hold-home-lost = Waits: the whole home is not heard
hold-uplink-lost = Waits: many homes are not heard
nobody-no-way = Nobody can be reached: the ladder finds nobody with a way to them. Call somebody by telephone.
nobody-all-declined = Everybody who was called cannot. Call somebody by telephone.
nobody-all-failed = Every message has failed. Call somebody by telephone.
how-resolved = Resolved by { $who }
how-over-by-itself = Over by itself, before anybody had gone
how-silenced = Only written down: the resident is away
how-proven = The test arrived
how-merged = The same as { $case }
next-looked-at = looked at again
next-again = all of them again

## desk: what became of a message

receipt-queued = waiting
receipt-sent = sent
receipt-delivered = delivered
receipt-opened = opened
receipt-answered = answered
receipt-failed = failed
receipt-dropped = not needed
receipt-failing = fails, tried again
receipt-cannot = cannot
way-mail = e-mail
way-sms = SMS
way-robot = robot { $name }
says-call = called
says-somebody-goes = told who goes
says-help-comes = told who helps
says-again = told that it calls again
says-it-is-over = told that it is over
says-taken-back = told that others are called
says-reminder = reminded
role-group = Group { $name }
reach-desk = the desk’s screens
reach-relatives = the family
reach-volunteers = volunteers
reach-grid-worker = the grid worker
reach-staff = staff on duty
reach-everyone = everyone
warning-no-channel = has no way by which a message reaches them
warning-nothing-verified = has no way that was verified
warning-stale = { $way }: not proven for a month
warning-dead = { $way }: fails

## desk: the log

log-opened = Began, priority { $priority }
log-held = { $why }; looked at again { $time }
log-called = Step { $rung } of round { $round }: called { $whom }
log-skipped = Step { $rung } reaches nobody and was skipped
log-shown = A screen showed it
log-declined = { $who } cannot
log-at-the-door = { $who } is at the door
log-help-wanted = Help was asked for
log-helps = { $who } comes too
log-expired = { $who } was not at the door within { $time }: others are called again
log-reminded = At the door for an hour: staff were reminded
log-raised-again = The home raised it again, { $n } times now
log-rose = Now of priority { $priority }
log-over-at-home = Over at home
log-said-at-home = Accepted or paused in the home itself
log-failed = { $who } was not reached by { $way }: { $why }
log-unreached = No message reaches { $who }
log-home-not-told = The home could not be told
log-home-refused = The home did not accept what it was told
log-clock-unsure = The clock was not known right: what was due was due at once
log-by = (written down by { $who })

## desk: the page

nav-desk = Desk
nav-people = People
nav-duty = Duty
nav-ladders = Ladders
nav-report = Week
nav-proven = Last proven
desk-ways = The desk’s pages
desk-quiet = Nobody needs anybody now.
desk-closed = Closed in the last hours
desk-more = { $n } more, less urgent
desk-more-told = and { $n } more
desk-more-warnings = { $n } more
desk-the-case = The case that is open
desk-no-script = Without JavaScript this page does not change by itself. Load it again to see what is new; every button works.
desk-drill = Begin a drill
desk-drill-mark = drill
desk-over-at-home = over at home
desk-times = { $n } times
desk-next = Next: { $who }
desk-expected = At the door within
desk-now = now
desk-not-sent = This was not written down: the station did not answer. Press it again.
desk-on-duty = On duty
desk-nobody-on-duty = nobody
desk-answered = Answered within 60 s, 7 days
desk-attended = At the door within 45 min, 7 days
desk-goal = of { $of }, goal { $goal }
desk-nothing-to-count = no alarms to count
desk-warnings =
    { $n ->
        [one] One warning
       *[other] { $n } warnings
    }
desk-gap = Nobody on duty
desk-unproven =
    { $n ->
        [one] One home whose way was not proven for two days
       *[other] { $n } homes whose way was not proven for two days
    }
desk-close = Close
desk-told = Who was told
desk-way = Way
desk-became = What became of it
desk-tries-again = tried again { $time }
desk-log = What happened
desk-photo-alt = Picture of how it ended
desk-helpers = Also goes: { $who }
desk-for-whom = For whom
desk-myself = myself
desk-why = Why the home calls
desk-last-hour = The last hour
desk-nothing-heard = nothing was heard
desk-proven = Last proven
desk-never-proven = never
desk-not-told = not told: no consent
page-band-hour = { $low } to { $high }
photo-too-large = The picture is larger than 12 MB. Take it again with a smaller setting, or send none.
photo-too-many-pixels = The picture has more than 24 million pixels. Take it again with a smaller setting, or send none.
photo-other-kind = This is no picture that can be read. Send a JPEG, PNG or WebP, or none.
photo-broken = The picture is broken or did not arrive whole. Send it again, or none.
photo-busy = The picture could not be made ready in time. Send it again, or none.
proven-why = Each home tests its way to the desk every day. What was not proven for { $h } hours is marked.

## desk: the week’s report

report-title = Week { $week }
report-earlier = The week before
report-later = The week after
report-none = There were no cases in this week.
report-kind = Kind
report-cases = Cases
report-resolved = Resolved
report-by-themselves = Over by themselves
report-nobody = Nobody reached
report-all = All
report-drills = Drills and tests: { $n }, of which { $arrived } arrived.
report-made = Made { $time }

## go: the page on a telephone

go-drill = This is a drill.
go-building = Building { $building }
go-door = door { $door }
go-over = It is over
go-over-why = This case is closed. Thank you. There is nothing more to do here.
go-who = Who are you? Type the number of your telephone: a code comes there.
go-phone = Your telephone
go-send-code = Send me the code
go-code-sent = If this is the telephone of somebody who may be called here, a code is on its way to it.
go-code = The code
go-check-code = Check the code
go-code-wrong = This is not the code, or its time is over. Look at the last message, or ask for another.
go-code-again = Another number, or another code
go-said-cannot = You have said that you cannot. Others are being called.
go-can-after-all = I can go after all
go-another = { $who } goes already. Thank you: you need not go.
go-you-go = You go. The others know it.
go-you-are-on-the-way = You are on the way.
go-you-are-there = You are at the door.
go-you-help = You go and help.

## desk: people who may be called

people-add = Somebody new
people-contacts = Contacts of residents
people-contacts-why = They are changed in the roster. Their ways can be verified here.
people-dead = fails for { $ago }
people-in-roster = To the resident’s record, where this is changed
people-in-config = A chat that a robot speaks to: it stands in the station’s configuration, and ladders call it by this name
people-is-called = is called
people-lang = Language of messages
people-login = Login, if there is one
people-not-called = not called
people-not-verified = not verified
people-on-duty = on duty
people-phone = Telephone to speak with them
people-proven = proven { $ago } ago
people-robot = robot
people-send-code = Send a code
people-to = Address of this way
people-type-code = The code that came there
people-code-sent = The code is on its way.
people-code-left =
    { $n ->
        [one] This is not the code. One more try.
       *[other] This is not the code. { $n } more tries.
    }
people-code-spent = This code is not good any more. Send another.
people-code-not-sent = The code was not sent: { $why }
people-code-muted = This robot may not speak for a while. Try it in some minutes.
people-code-no-way = There is no such way any more. Load the page again.
people-verify = Ways, and whether they work
people-warnings = Warnings
people-ways = Ways, in their order
people-ways-in-order = Ways, in the order in which they are tried
people-none = Nobody is written down yet. Add whoever sits at the desk first.

## audit: the desk

audit-case-act = acted in a case
audit-drill = began a drill
audit-view-photo = looked at a picture
audit-view-people = looked at the people who may be called
audit-view-person = looked at somebody who may be called
audit-person = changed somebody who may be called
audit-person-code = sent a code
audit-person-verified = verified a way
audit-duty = changed the duty table
audit-ladders = changed the ladders

## desk: the duty table

duty-gaps = In the next seven days there are hours in which nobody is on duty.
duty-form = Change the duty table
duty-how = What ends at or before its start ends on the next day. Choose “–” to take a line away; two free lines are at the end.
duty-week = Every week
duty-exceptions = Days that differ
duty-who = Who
duty-days = Days on which it begins
duty-day = Day
duty-from = From
duty-to = To
duty-is = What
duty-off = does not come
duty-comes = comes
duty-no-day = Choose the days.
duty-nobody = Choose somebody who is written down.
duty-no-time = Write a time as 06:00 or 18:30.

## desk: ladders

ladders-why = A ladder says who is called, how long is waited, who is called next, and how long somebody who goes may take. The most particular rule counts: a home’s before a kind’s, that before a priority’s. Cases that are open keep the ladder with which they began.
ladders-words = Who may be called:
ladders-preview = Whom they would call now
ladders-usual = Smoke, where no rule says otherwise
ladders-otherwise = Where there is no rule
ladders-nobody = nobody: this step is skipped
ladders-any = any
ladders-priority = Priority
ladders-ladder = Ladder
ladders-no-kind = Choose a kind and a priority from the lists.
ladder-empty = Nobody is called. Write who, such as “relatives 60s, everyone; patience 20min”.
ladder-too-long = This is too long: at most { $rungs } steps with { $reaches } groups each.
ladder-no-reach = “{ $word }” is nobody. Write desk, relatives, volunteers, grid-worker, staff, everyone, a person’s number such as p17, or a robot such as group:hall.
ladder-no-wait = Step { $rung } does not say how long to wait. Write it after it, such as “relatives 60s”.
ladder-no-length = “{ $word }” is no length of time. Write it as 45s, 20min or 4h.
ladder-out-of-range = “{ $word }” cannot be: a wait is 5s to 24h.
ladder-no-patience = After the “;” stands “{ $word }”. Write how long somebody may take: “patience 20min”.

## homes: the last kinds of alarm, and why

alarm-vitals = heart or breath unusual
alarm-repositioning = long in one position
alarm-clock-fault = home does not know the time
brief-vitals = vitals
brief-repositioning = turn
brief-clock-fault = clock
what-of-heart-rate = heart
what-of-breathing-rate = breath
what-of-rates = heart and breath
what-of-co = carbon monoxide
what-of-gas = gas
what-rate-extreme = { $of } { $rate } per minute: extreme in { $min } min
what-rate-unusual = { $of } { $rate } per minute: unusual for { $min } min
what-night-unlike-others = { $of } { $rate } per minute in the night; usually { $usual }
what-not-turned = in bed without a turn for { $h } h
what-ghost-presence = the sensor sees somebody who has not moved for { $h } h
what-number-stuck = { $of }: the number has not changed for { $h } h
what-number-saturated = { $of }: at the end of the sensor's scale for { $h } h
what-clock-unset = nobody has told the home the time for { $min } min
what-clock-unchecked = no time service has set the home's clock for { $days } days
what-only-a-test = only a test
what-out-of-service = a technician has taken the sensor out of service
event-unusual-night = a night unlike the others
sensor-out-of-service = out of service: a technician has switched it off for now
## reports: what they are, how far, and what was done

case-report = Report overdue
call-report = a report from the neighbourhood that is overdue
hold-in-time = its time runs
report-kind-road = Road and pavement
report-kind-light = Street light
report-kind-rubbish = Rubbish
report-kind-green = Trees and green
report-kind-water = Water and drains
report-kind-building = Stairs, lift, door
report-kind-traffic = Parking and traffic
report-kind-noise = Noise
report-kind-danger = Danger
report-kind-other = Something else
report-kind-wish = Wish or help
report-received = Received
report-accepted = Accepted
report-assigned = Assigned
report-in-work = In work
report-done = Done
report-confirmed = Confirmed
report-unconfirmed = Done, unconfirmed
report-refused = Not done
report-duplicate = Same as another
report-forwarded = Passed on
report-step-accepted = Somebody has looked, and it will be done.
report-step-assigned = { $who } does it.
report-step-given = Somebody was given it.
report-step-started = Work has begun.
report-step-promised = Promised for { $day }.
report-step-done = It is done.
report-step-refused = It will not be done.
report-step-duplicate = The same as { $of }.
report-step-same = The same was reported before.
report-step-forwarded = It was passed on to others.
report-step-confirmed = Confirmed by whoever reported.
report-step-reopened = Whoever reported says that it is not done.
report-step-unconfirmed = Nobody answered for three days.
report-step-me-too = Somebody else has seen it too.
report-step-photo = A picture came.
report-step-contact = The telephone was changed.
report-step-published = The public can see it.
report-step-withdrawn = The public cannot see it any more.
report-step-blurred = Parts of a picture were made unrecognisable.
report-not-ended = This has ended, or waits for an answer of whoever reported.
report-not-done = Nobody has said yet that it is done.
report-not-photo = Take a picture of how it was done.
report-not-reason = Say why, in a few words: whoever reported reads it.
report-not-day = Choose a day from today on, at most three months away.
report-not-many = There are three pictures already.
report-not-picture = There is no such picture of this report, or it is private.
report-not-itself = A report is no duplicate of itself.

## reports: the citizen’s pages

nav-work = Reports
report-something = Report something
report-lead = Something is broken, dirty or dangerous? Say where and what. No account is needed.
report-no-places = This community has not written down its buildings yet. Please tell its office.
report-what = What is it?
report-where = Where is it?
report-building = Next to which building?
report-choose = – choose –
report-tap = Or tap on the place on the map:
report-map = Map of the community
report-go-on = Go on
report-have-receipt = You have a receipt?
report-look-up = Look it up
report-to-done = What was done around here
report-on-the-map = on the map
report-no-place = no place
report-wrong-kind = Choose what it is.
report-wrong-place = Choose a building, or tap on the map.
report-wrong-text = Say in a few words what is wrong.
report-wrong-long = This is too long: at most { $n } characters.
report-wrong-phone = This is no telephone number. Write digits, or leave it empty.
report-write-title = What is wrong?
report-other-place = other place
report-near = Has somebody reported this already?
report-near-why = These are near, and not done yet. If it is the same, one tap is enough.
report-me-too = I have seen this too
report-me-toos = { $n ->
    [1] One more has seen it
   *[other] { $n } more have seen it
}
report-text = In your words
report-photos = Photos, at most three
report-photo-n = Photo { $n }
report-photo-before = What is wrong
report-photo-after = How it was done
report-photo-remove = Remove
report-photo-sending = is being sent
report-photo-waits = waits for the link
report-photos-full = Many pictures are being sent just now. Try again in a minute, or send the report without.
report-phone = Your telephone (may stay empty)
report-phone-why = Only the grid worker sees it, and it is deleted a month after the end. Without it the receipt is enough.
report-look = See what becomes public
report-look-title = This is public
report-public-why = Once the grid worker has looked, everybody can see this: kind, place, words and photos. Never your name or telephone. Write nothing about other people, and show no faces.
report-anonymous = You leave no telephone: you will get a receipt.
report-phone-kept = Your telephone { $phone } is not shown to the public.
report-send = Send
report-change = Change something
report-no-receipt = There is no report with this receipt. Look at each letter again.
report-yours = Your report
report-receipt = Receipt
report-keep-receipt = Keep it: with it you see here what has become of your report.
report-next-look = Somebody looks at it by { $time }.
report-next-promised = It is promised for { $day }.
report-next-done = It is to be done by { $time }.
report-next-ask = They say that it is done. You can answer until { $time }.
report-is-it-done = Is it done?
report-confirm = Yes, it is done
report-reopen = No, it is not done
report-reopen-why = What is still wrong?
report-add-photo = Add a photo
report-history = What happened
report-step-received = The report came.
report-telephone = Telephone
report-phone-confirmed = { $phone } is confirmed.
report-phone-open = { $phone } is not confirmed yet.
report-no-phone = You have left no telephone. That is fine: the receipt is enough.
report-send-code = Send me a code
report-code = The code that came
report-check-code = Confirm
report-forget-phone = Forget my telephone
report-said-done = It is noted.
report-said-me-too = Thank you: it is counted.
desk-open-report = Open the report
report-said-sent = A code is on its way. It is good for ten minutes.
report-said-often = A code was sent three times already. Keep the receipt instead.
report-said-not-sent = Text messages cannot be sent just now. Keep the receipt instead.
report-said-wrong = That was another code. Look again.
report-said-spent = This code is not good any more. Have another one sent.
done-title = Done around here
done-lead = What neighbours reported, and what became of it.
done-none = Nothing is shown yet.
done-map = Map of what was done
done-reported = Reported on { $day }
done-done = done on { $day }

## reports: the grid worker’s page

work-title = Reports
work-which = Which reports
work-mine = Mine
work-all = All
work-places = Buildings and map
work-counts = { $n } open, { $late } of them late
work-none = Nothing is open.
work-more = { $n } more are open. Do these first.
work-back = Back to the list
work-buildings = My buildings
work-no-buildings = No building is yours yet. The desk writes them down under “Buildings and map”.
work-residents = My residents
work-look-by = look by { $time }
work-done-by = done by { $time }
work-asks = waits for an answer until { $time }
work-ended = ended { $time }
work-yours = yours
work-nobodys = nobody’s yet
work-reopened = { $n } × not done
work-phone-confirmed = confirmed
work-phone-open = not confirmed
work-accept = I do it
work-start = I have begun
work-done = Done, with a photo
work-photo = Photo of how it was done
work-note = What was done (may stay empty)
work-done-do = It is done
work-promise = Not today: promise a day
work-until = Done by
work-why = Why, in a few words: whoever reported reads it
work-promise-do = Promise
work-assign = Give it to somebody else
work-to = To
work-assign-do = Give
work-forward = Pass it on to others
work-forward-do = Passed on
work-same = The same as another
work-same-as = Number of the other, such as c17
work-same-do = It is the same
work-refuse = It will not be done
work-refuse-do = Refuse
work-public = Show it to the public
work-is-public = The public can see it
work-public-why = Read it first: no names, no faces, no number plates. Blur what shows them.
work-public-text = What the public reads
work-publish = Show
work-withdraw = Take it back
work-blur = Blur a part
work-blur-why = Draw over faces and number plates. The picture as it was is deleted.
work-blur-parts = Parts by numbers
work-blur-parts-why = Left, top, width and height in thousandths of the picture, several with “;”. Drawing on the picture fills it in.
work-blur-do = Blur them
work-waits = { $n } wait for the link. Nothing is lost; you can go on.
work-sent = Everything has arrived.
work-login = You are logged out. Log in, and what waits is sent.
work-refused = This could not be done:
work-full = The telephone’s memory is full. Send what waits before you go on.
places-title = Buildings and map
places-buildings = Buildings
places-why = One a line, in the order of the list. After a “|” whose it is, after another where it is on the map: “Building 4 | Chen | 5000.2500”.
places-lines = Buildings
places-save = Keep
places-map = Map
places-map-point = Tap on the map to read a point:
places-picture = Picture of the map (SVG, PNG, JPEG or WebP)
places-metres = Metres from its left edge to its right
places-save-map = Keep the map
places-fault = Line { $line }: { $why }
places-fault-name = the building has no name, or one that is too long.
places-fault-twice = this building stands there already.
places-fault-who = nobody who works here is called so, or two are. Write a number such as p17.
places-fault-point = this is no point. Write it as 5000.2500, or leave it out.
places-fault-many = there are more than { $n } buildings.
## desk: a second step of a login

second-title = Second step
second-why = After the password the station can ask for a number that your telephone shows and that changes every half minute. Whoever finds or guesses your password is not in with that. You need an app for such numbers (“authenticator”); it works without a network.
second-begin = Set it up
second-read = Let the app on your telephone read this picture.
second-type = Type the number that it shows then.
second-picture = Picture for the app on your telephone
second-words = Where the app cannot read it, type this:
second-code = Number from the telephone, or a recovery code
second-number = Number from the telephone
second-confirm = Ask for it from now on
second-wrong-first = This is not the number that the telephone shows. Wait for the next one and type that; if it is wrong too, look whether the telephone and this machine show the same time.
second-codes-once = From now on you are asked for the number. Write these recovery codes down and keep them where your telephone is not: each lets you in once. They are shown only now.
second-codes-kept = I have written them down
second-on = You are asked for the number since { $since }.
second-left = Recovery codes that are left: { $n }. For new ones, switch it off and set it up again.
second-off-do = Do not ask for it any more
second-off-why = The password alone lets in then.
second-off-wrong = Password or number are wrong. Nothing was changed.
second-of-other = This login is asked for a number from a telephone. If this person has lost the telephone and the recovery codes, switch it off: make sure first that it is really they who ask.
second-enter-title = Second step
second-wrong = This is not the number that the telephone shows now. Each number is good once: wait for the next one.
second-lost = Telephone lost? Type one of the recovery codes. Without those, whoever administers the station can switch the second step off.
audit-login-code-refused = wrong number of the second step
audit-second-step = set up a second step
audit-second-step-off = switched a second step off

## desk: put together, quiet hours, paper

merge-with = Put together with another case of this home
merge-why = This case is closed as the same as the other, and whoever goes for that one goes for both. If the home calls anew or more urgently, it is a case again.
merge-into = With
merge-do = Put together
merge-is-with = belongs to it: { $what }
said-less-urgent = The other case is less urgent. Put that one together with this one.
next-named = { $who } ({ $names })
next-more = { $names } and { $more } more
nav-quiet = Quiet hours
quiet-why = In the quiet hours nobody’s telephone rings for what is low, or medium and about a device: it waits for the morning and is on the desk meanwhile. What is high, a home that is lost, and what is medium about a person is never held.
quiet-held-now = Cases that wait for the morning now: { $n }.
quiet-none = No quiet hours: telephones ring at any time
quiet-preview = Show what it would hold
quiet-would = In the last seven days
quiet-would-n = With these hours { $n } of { $of } cases would have waited for the morning.
quiet-too-long = Quiet hours are a night: { $hours } hours at most.
people-no-robot = No robot has this name. There are: { $known }.
people-no-robots = There is no robot. Write one down as [[robot]] in the station’s configuration first.
report-pdf = As a PDF
report-no-chromium = This machine has no Chromium with which to print. Open the report and print it from your browser, which can save it as a PDF; or install Chromium here.
report-pdf-busy = Another sheet is being printed just now. Try it again in a moment.
report-pdf-failed = The sheet could not be printed here; the station’s log says why. Open the report and print it from your browser, which can save it as a PDF.
report-print-yourself = Open the report
audit-quiet = changed the quiet hours
## the clinic

field-clinic-name = Agrees that the clinic sees the name since
nav-clinic = Clinic
clinic-changed = Changed against their own nights this week: { $n }
clinic-nobody-changed = Nobody’s nights differ from their own usual ones.
clinic-change = { $what }: { $outside } of { $known } nights outside of what is usual; { $mean } on average, usually { $low } to { $high }
clinic-agreed = Residents who agreed: { $n }
clinic-nobody-agreed = Nobody who is bound to this login has agreed that the clinic sees.
clinic-more = { $n } more in the list of residents
clinic-last-night = Last night
clinic-weeks = Sleep, eight weeks
clinic-since = agreed { $day }
clinic-no-night = The home has not told of any night yet.
clinic-trend = Sleep of eight weeks; { $n } of the last seven nights outside of what is usual
clinic-outbox = What is for the clinic
clinic-not-configured = No clinic is configured: write [clinic] into the configuration.
clinic-waiting = Waiting to go out
clinic-stuck = Want somebody to look
clinic-asked = What the clinic asks
clinic-stuck-why = These do not arrive by themselves. Speak with the clinic, then have them sent again, or leave them as the clinic has them.
clinic-what = What
clinic-do = What to do
clinic-again = Send again
clinic-leave = Leave it
clinic-is-person = Who they are
clinic-is-night = A night
clinic-is-day = A day
clinic-is-alarm = An alarm
clinic-is-risk = A risk
clinic-is-task = An answer
clinic-ambiguous = The clinic has it more than once under the same identifier, or has changed it (412).
clinic-refused = The clinic does not take it as it is ({ $status }).
clinic-not-ours = The clinic keeps this person in a record of its own: tell it of the change yourself.
clinic-asks = The clinic asks: { $n }
clinic-asks-nothing = The clinic asks nothing now.
clinic-asks-more = { $n } more requests
clinic-heard = heard { $time }
clinic-by = Asked by { $who }
clinic-by-when = When: { $time }
clinic-accepted-by = { $who } does it.
clinic-accept = I do it
clinic-note = What was found, or why not
clinic-done = Done
clinic-decline = Not done
audit-view-clinic = looked at the clinic’s page
audit-fhir-read = read what was sent, by FHIR
audit-sent-to-clinic = was sent to the clinic
audit-clinic-ask = answered a request of the clinic
audit-clinic-outbox = decided about a message for the clinic

## the ledger, the calendar, and what the neighbourhood does together

nav-ledger = Ledger
nav-calendar = Working hours
nav-neighbourhood = Neighbourhood
audit-export-ledger = took the ledger out as a file
audit-import-ledger = read cases of the time before in
audit-calendar = changed the working hours
audit-activity = wrote an activity
audit-notice = wrote a notice
audit-view-sign-ups = looked at who comes
audit-sign-up = changed who comes
audit-open311 = a report came in by Open311
ledger-from = From
ledger-to = To
ledger-own = Your own reports.
ledger-none = Nothing was reported in these days.
ledger-xlsx = As a workbook (XLSX)
ledger-csv = As text (CSV)
ledger-print = Print
ledger-months = By month
ledger-month = Month
ledger-months-picture = What came and what was done of it, a column a month; the numbers are in the table
ledger-kinds = By kind
ledger-kind = Kind
ledger-workers = By grid worker
ledger-worker = Grid worker
ledger-buildings = By building
ledger-building = Building
ledger-nobody = Nobody’s
ledger-elsewhere = Elsewhere
ledger-whole = All
ledger-table = Table
ledger-row = Row
ledger-reports = Reports
ledger-open = Open
ledger-done = Done
ledger-unconfirmed = Unconfirmed
ledger-not-here = Refused, duplicate, forwarded
ledger-response = Response
ledger-solution = Solution
ledger-in-time = In time
ledger-satisfaction = Satisfaction
ledger-to-look = Median to look
ledger-to-done = Median to done
ledger-how = What these figures are of
ledger-response-how = Somebody looked within two working hours; of those that were looked at or whose two hours are over.
ledger-solution-how = Done; of those that were to be done here, and were, or whose day is over. Refused, duplicate and forwarded ones are left out.
ledger-in-time-how = Of the same: done by the day on which it was to be done, or that was promised.
ledger-satisfaction-how = Of those who answered, so many said at once that it is done. Whoever did not answer is in neither number.
ledger-unconfirmed-how = Done, as the grid worker says; nobody answered for three days. Counted as done, and apart.
ledger-times-how = Working time: nights, weekends and holidays do not count. Half of all took less.
ledger-import = Cases of the time before
ledger-import-how = A CSV file with a header line. Times are those of the community’s clock (2026-11-23 09:12). A receipt that is known already takes the place of the one that was. Grid workers whom nobody knows yet are added to the people, and are not called.
ledger-import-do = Read it in
ledger-imported = Cases that are counted from now on: { $cases }. Grid workers: { $workers }, of whom { $new } are new.
ledger-not-imported = Nothing was read in:
ledger-line = Line { $line }:
ledger-two-of-one-name = More than one person is called “{ $name }”: write their number instead, as in p12.
csv-too-large = The file is too large: at most { $size } MiB are read. Send it in pieces.
csv-not-utf8 = The characters of this file cannot be read: save it as “CSV UTF-8”.
csv-no-column = The header has no column “{ $column }”.
csv-unreadable = The line breaks off within quotation marks.
csv-too-many-rows = There are more rows than are read at once: send it in pieces.
csv-empty = “{ $column }” is empty.
csv-too-long = “{ $column }” is longer than fits.
csv-twice = This receipt stands in line { $line } already.
csv-no-kind = “{ $word }” is no kind of report: write one such as road, light, rubbish or other.
csv-no-state = “{ $word }” is no state: write one such as done, confirmed, unconfirmed, refused or received.
csv-no-time = “{ $word }” is no time: write it as 2026-11-23 09:12.
csv-no-number = “{ $word }” is no number.
csv-backwards = “{ $column }” is before what goes before it, or not over yet.
csv-not-done = It is said to be done, and “done” is empty.
csv-no-day = “{ $word }” is no day: write it as 2027-02-05.
csv-no-day-kind = “{ $word }” is neither holiday nor working, nor hours such as 09:00-12:00.
csv-bad-hours = “{ $word }” are no hours in their order: write them as 09:00-12:00 14:00-18:00.
csv-day-twice = { $day } stands in line { $line } already.
calendar-how = The clocks of reports run in these hours: two hours to look, done on the same day.
calendar-running-out = No holidays are known of the time after the next two months: read the next year’s in as soon as they are published.
calendar-days = Working days
calendar-hours = Hours of a working day, such as 09:00-12:00 14:00-18:00
calendar-differ = Days that differ
calendar-none = No coming day differs from the week.
calendar-day = Day
calendar-is = Is
calendar-holiday = Holiday
calendar-working = Working day
calendar-not-read = The file was not read in; all is as it was:
calendar-file-how = A CSV file: date, the last day where there are several (to), and whether it is a holiday, a working day that makes up for one, or worked at other hours. The days of the years in the file take the place of those that are kept.
calendar-file-do = Read it in
calendar-file-out = Take out what is kept
calendar-no-day = No day of the week is worked: choose at least one.
calendar-no-hours = Write the hours in their order, as 09:00-12:00 14:00-18:00; at most four.
calendar-too-many-days = More than { $most } days would differ: take years out that are over.
neighbours-report = Something is broken
neighbours-wish = I have a wish or a problem
neighbours-find = What became of my report?
neighbours-done = What was done around here
neighbours-edit = Activities and notices
neighbours-notices = Notices
neighbours-activities = What is on
neighbours-nothing-on = Nothing is planned at the moment.
neighbours-cancelled = Does not take place.
neighbours-everybody = Everybody may come.
neighbours-free = { $n ->
    [one] One place is free.
   *[other] { $n } places are free.
}
neighbours-full = { $n ->
    [0] All places are taken.
    [one] All places are taken; one person waits.
   *[other] All places are taken; { $n } people wait.
}
sign-up-title = I want to come
sign-up-wait = Wait for a place
sign-up-how = Write your name and a telephone at which we can call you. Only the community’s office sees them, and they are forgotten a month after the activity.
sign-up-phone = Telephone
sign-up-do = I come
sign-up-taken = This telephone is on the list already.
mine-place = { $name }, you have a place.
mine-waits = { $name }, you are number { $n } of those who wait.
mine-unconfirmed = One more step: we must know that this telephone is yours.
mine-sent = A code is on its way to your telephone.
mine-not-sent = A code cannot be sent now: call the community’s office, and they confirm your place.
mine-wrong = This is not the code.
mine-spent = This code is not good any more: ask for another one.
mine-code = Code from the text message
mine-confirm = Confirm
mine-send = Send me a code
mine-keep = Keep the address of this page: here you see whether you have a place.
mine-cancel = I do not come
wish-title = A wish or a problem
wish-how = Your grid worker reads this, and nobody else. They look within two working hours.
wish-text = What do you wish, or what is wrong?
wish-no-building = Not sure, or elsewhere
wish-other-building = Choose a building of the list.
wish-send = Send it
form-empty = Write something here.
form-too-long = Write at most { $most } characters.
form-no-phone = Write a telephone number with 6 to 15 digits.
form-no-time = Choose a day and a time.
edit-new-activity = New activity
edit-new-notice = New notice
edit-activity = Activity
edit-notice = Notice
edit-as-seen = As everybody sees it
edit-no-notice = No notice was up in the last month.
edit-title = Title
edit-place = Place
edit-text = Text
edit-starts = Begins
edit-ends = Ends
edit-ends-before = This is before it begins.
edit-places = Places
edit-places-how = Places; empty: everybody may come, and nobody signs up
edit-no-places = Write a number from 1 to { $most }, or nothing.
edit-cancelled = It does not take place
edit-more = More
edit-list = Who comes
edit-print = Sheet to print
edit-since = Up from
edit-until = Until
edit-up = up now
list-nobody = Nobody has signed up yet.
list-has = Has
list-place = A place
list-waits = Waits, number { $n }
list-unconfirmed = Not confirmed: call them
list-confirm = Confirm
list-cancel = Take off the list
list-add = Sign somebody up
list-add-how = For somebody who came by or called: they have their place at once.
print-scan = Hold a telephone’s camera before the square:
print-qr = A square that leads to this page
print-no-url = The station does not know the address at which it is reached, so the sheet has no square: ask whoever runs it to write web.url.
open311-service = { $kind }: report that something is wrong
open311-building = Building
open311-building-how = Choose the building that is nearest.
open311-notice = Keep this receipt: { $receipt }. On the community’s page it shows how far the report is; there you can add pictures and say whether it is done. Pictures are not fetched from other places.
what-door-unused = the entrance has not been used for { $h } h

# The neighbourhood's loose ends.
photo-large-drawing = The drawing has too much in it. Make it simpler, or send it as a PNG.
photo-no-letters = This station has no fonts for the drawing's letters. Install some (fonts-noto-cjk), or turn the letters into paths.
open311-key-service = Ask { $contact } for a key.

# What people outside of the desk are told.
told-what = { $kind }, { $place }
told-promised = Your report ({ $what }): it will be done by { $day }. Why stands on the page of your receipt.
told-done = Your report ({ $what }): it is done, with a picture. Please say within three days whether it is, on the page of your receipt.
told-refused = Your report ({ $what }): it will not be done. Why stands on the page of your receipt.
told-duplicate = Your report ({ $what }): somebody reported the same before. Why stands on the page of your receipt.
told-forwarded = Your report ({ $what }) was passed on to others. To whom and why stands on the page of your receipt.
told-moved-up = You have a place now: { $what }, { $when }. If you do not come, please say so: somebody waits.
report-told = You get a text message when a day is promised, when it is done, and when it is not done here. Nothing else is sent.
report-told-if = Once it is confirmed you get a text message when a day is promised, when it is done, and when it is not done here.
report-told-none = This station cannot send text messages: what becomes of it stands on this page.
mine-told = If a place comes free for you, you get a text message.
mine-told-call = If a place comes free for you, the office calls you.
list-moved-call = moved up: call them
list-moved-soon = moved up: gets a text message
list-moved-told = moved up: told { $time }
list-moved-called = I have told them
report-not-others = Somebody else does it already. If you are to do it, have it assigned to you.
less-paused-until = “{ $what }” does not call until { $time }: somebody has paused it
less-paused = “{ $what }” does not call for now: somebody has paused it
less-out-until = { $what } is out of service until { $time }, and calls nobody
less-out = { $what } is out of service for now, and calls nobody
less-saturated = { $what }: the heart rate stands at the end of the sensor’s scale and is not shown
wall-paused = an alarm is paused
wall-out-of-service = a sensor is out of service
wall-some-paused = { $n } paused
wall-some-out-of-service = { $n } with a sensor out of service
day-no-nap = no nap
day-naps = naps of { $length }{ $naps }
day-naps-evening = naps of { $length }{ $naps }, { $evening } of them in the evening
day-bed-exits =
    { $n ->
        [0] not out of bed by day
        [one] out of bed once by day
       *[other] out of bed { $n } times by day
    }
day-door =
    { $n ->
        [0] the front door stayed shut
        [one] the front door opened once
       *[other] the front door opened { $n } times
    }
day-not-out = never away from home
day-out = away from home for { $length }
day-seen-in-part = only part of the day was seen
page-day = Day of { $date }: { $says }
unusual-bed-exits = times out of bed
unusual-bed-time = to bed at
unusual-rising-time = up at
unusual-turn-overs = turn-overs
event-unusual = a night unlike the others: { $of } { $value }, usually { $usual }
box-title = The box
box-version = version
box-runs = has run for
box-clock = clock
box-clock-synced = right
box-clock-held = was right when it started; nobody sets it now
box-clock-unset = not known: nobody sets it
box-waits = messages that wait for the broker
box-days-left = days of outage for which there is room
box-lost = readings merged or dropped for want of room
box-disk = free on its disk
box-heard = heard { $ago } ago
box-never-heard = never heard
box-noise = { $n } stretches of noise
box-doubted = { $n } numbers that cannot be
box-saturated = heart rate at the end of the scale
curve-temperature = temperature
curve-humidity = humidity
curve-lel = % of the explosive limit
less-source = { $line } ({ $room })

## clinic and street: what a second look found
sign-up-do-wait = Put me on the list
when-one-day = { $day }, { $from }–{ $to }
when-more-days = { $day }, { $from } – { $last }, { $to }
work-not-written-down = Nobody has written you down as somebody who is called yet, so no report can be yours. Ask the office: People, somebody new, “grid worker”, with the login { $name }.
clinic-next-try = Next try
# How a home knows what it says, for whoever judges it.
day-naps-each = { " " }({ $naps })
day-nap-each = { $from } for { $length }
night-turns-radar = { $n } (radar: { $radar })
step-not-durable = said before the box had it on disk
event-seen-by = first seen by { $line }
event-seen-by-because = first seen by { $line }: { $evidence }
event-last-heard = last heard { $time }
weight-flag = the radar’s flag
weight-presence = somebody in view
weight-rise = getting up
weight-vitals = heart or breath
weight-nobody = nobody in view
weight-elsewhere = motion elsewhere
weight-coming = coming back
weight-beside = beside the bed
weight-bedroom = motion in the bedroom
weight-quiet = nothing moves elsewhere
weight-silence = the mat keeps still
weight-mat = mat
box-distance = somebody { $m } m away
box-gap = lost for good, said { $time }
gap-alarms = { $n } alarms
gap-events = { $n } events
gap-readings = { $n } readings
gap-thinned = merged for want of room
gap-dropped = dropped for want of room
gap-oversize = longer than the broker takes
gap-store-fault = the box could not read its disk
report-prints = Your browser prints this page as a sheet of paper, and can save it as a PDF.
