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
refusal-too-large-why = The form or file is larger than the station takes. A roster has at most 5,000 rows and 8 MB.
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
erase-what = The record, its changes, and everything that the home has said are erased for good. That somebody looked or changed stays in the audit log, under a number. Backups that hold it expire by themselves.
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
