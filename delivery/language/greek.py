"""Greek, in the formal address, as an agency in Athens or Nicosia prints it."""

import datetime as dt

from delivery.language.english import English, capital
from delivery.language.regions import NBSP

_FROM_FIVE = ("πέντε", "έξι", "επτά", "οκτώ", "εννέα", "δέκα", "έντεκα", "δώδεκα")
FEMININE = ("καμία", "μία", "δύο", "τρεις", "τέσσερις", *_FROM_FIVE)
NEUTER = ("κανένα", "ένα", "δύο", "τρία", "τέσσερα", *_FROM_FIVE)


class Greek(English):
    months = (
        *("Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου"),
        *("Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου"),
    )
    month_names = (
        *("Ιανουάριος", "Φεβρουάριος", "Μάρτιος", "Απρίλιος", "Μάιος", "Ιούνιος"),
        *("Ιούλιος", "Αύγουστος", "Σεπτέμβριος", "Οκτώβριος", "Νοέμβριος", "Δεκέμβριος"),
    )
    short_months = (
        *("Ιαν", "Φεβ", "Μαρ", "Απρ", "Μαΐ", "Ιουν"),
        *("Ιουλ", "Αυγ", "Σεπ", "Οκτ", "Νοε", "Δεκ"),
    )
    weekdays = ("Δευ", "Τρί", "Τετ", "Πέμ", "Παρ", "Σάβ", "Κυρ")
    percent_sign = "%"

    def long_date(self, day: dt.date) -> str:
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def short_date(self, day: dt.date) -> str:
        return f"{day.day} {self.short_months[day.month - 1]}"

    # The frame of every file

    pack_footer = "Για: {client}"
    contents = "Περιεχόμενα"
    in_this_section = "Σε αυτή την ενότητα"
    cover = "Εξώφυλλο"
    week_column = "Εβδομάδα"
    skip = "Μετάβαση στο περιεχόμενο"
    parting = " · "  # a semicolon would ask a question

    def pack(self, number: int) -> str:
        return f"Πακέτο {number}"

    def continued(self, title: str) -> str:
        return f"{title} (συνέχεια)"

    def page(self, page: int, pages: int) -> str:
        return f"Σελίδα {page} από {pages}"

    # Sections

    summary = "Επιτελική σύνοψη"
    intake = "Αφετηρία"
    strategy = "Στρατηγική"
    creatives = "Δημιουργικό"
    execution = "Υλοποίηση"
    monitoring = "Παρακολούθηση"
    next_steps = "Επόμενα βήματα"
    evidence = "Τεκμηρίωση"
    kinds = {
        "intake": "Αρχική ενημέρωση",
        "strategy": "Στρατηγική",
        "creatives": "Δημιουργικό",
        "execution": "Υλοποίηση",
        "monitoring": "Παρακολούθηση",
    }

    # Summary
    propose = "Τι προτείνουμε"
    outcome = "Τι αναμένουμε να αποφέρει"
    outcome_line = "Η πρόβλεψη και οι αποφάσεις που χρειαζόμαστε"
    forecast = "Πρόβλεψη"
    plan = "Πλάνο"
    today = "Σήμερα"

    # What changed since an earlier pack

    changes = "Τι είναι νέο"
    unchanged = "Όλα όπως πριν"
    names = {"client": "Πελάτης", "campaign": "Καμπάνια", "engagement": "Έργο"}
    look = "Εμφάνιση"
    differences = {
        "added": "νέο",
        "removed": "αφαιρέθηκε",
        "reordered": "με άλλη σειρά",
        "rewritten": "με νέα διατύπωση",
    }

    and_ = "και"

    def changed_since(self, pack: int) -> str:
        return f"Τι άλλαξε από το {self.pack(pack)}"

    def changed_lead(self, pack: int, changed: list[str], new: list[str], gone: list[str], same: list[str]) -> str:
        first = (
            f"Άλλαξαν από το {self.pack(pack)}: {self.listed(changed)}."
            if changed
            else f"Το περιεχόμενο ισχύει όπως στο {self.pack(pack)}."
        )
        return self._with_others(first, ("Νέα", new), ("Αφαιρέθηκαν", gone), ("Όπως πριν", same if changed else []))

    def nothing_changed(self, pack: int) -> str:
        return f"Τίποτα δεν άλλαξε από το {self.pack(pack)}."

    def added_version(self, now: int, approved: dt.date, by: str) -> str:
        return f"Νέο: έκδοση {now}, εγκρίθηκε στις {self.long_date(approved)}: {by}."

    def same_again(self, now: int, approved: dt.date, by: str) -> str:
        return f"Το ίδιο κείμενο, εγκρίθηκε ξανά ως έκδοση {now} στις {self.long_date(approved)}: {by}."

    def new_version(self, before: int, now: int, approved: dt.date, by: str) -> str:
        return f"Έκδοση {before} → {now}, εγκρίθηκε στις {self.long_date(approved)}: {by}."

    def left_out(self, pack: int, version: int) -> str:
        return f"Αφαιρέθηκε· το {self.pack(pack)} είχε την έκδοση {version}."

    def about(self, name: str, title: str, row: str, of: str) -> str:
        return f"{self.title((), of)}: «{title}»" if of else self._of_row(row, title)

    def more(self, count: int) -> str:
        return f"και {self.number(count)} ακόμη"

    def look_moved(self, before: tuple[int, int | None], now: tuple[int, int | None]) -> str:
        return self._moved(("έκδοση ταυτότητας", "έκδοση για αυτόν τον πελάτη"), "καμία", before, now)

    def signed_off_anew(self, before: str, now: str) -> str:
        return f"Επιβεβαίωση: {now}· πριν: {before}."

    def let_pass(self, by: str, reason: str) -> str:
        return f"Εγκρίθηκε κατ’ εξαίρεση: {by}. Αιτιολογία: {reason}"

    def passes_now(self, by: str) -> str:
        return f"Πληροί πλέον τον έλεγχο· πριν ίσχυε εξαίρεση: {by}."

    # Starting point
    situation = "Πελάτης, προσφορά και στόχοι"
    situation_line = "Ποιος αγοράζει και γιατί, τι πουλάτε, τι θέλουμε να πετύχουμε, τι πρέπει να τηρηθεί"
    subject = "Θέμα"
    answer = "Όπως εγκρίθηκε"
    limits_and_access = "Όρια, ύφος και προσβάσεις"
    duration = "Διάρκεια"
    start = "Κατάσταση"
    access = "Προσβάσεις"
    files = "Αρχεία"
    deliverables = "Παράδοση"

    # Strategy
    channel_rules = "Πώς κρίνεται κάθε κανάλι"
    share = "Μερίδιο"
    reserve = "Αποθεματικό"

    # Creative
    brief = "Το δημιουργικό brief"
    brief_line = "Θέμα, κοινό, προσέγγιση, μορφές και αιτιολόγηση"
    message = "Διατυπώσεις προς επιλογή"
    message_line = (
        "Εναρκτήριες φράσεις, ισχυρισμοί, σενάρια και εφεδρικά κείμενα, προσφορά, προτροπές και ύφος ανά κοινό"
    )
    assets_line = "Τίτλος, κείμενο και προτροπή για το καθένα"
    longer_texts = "Εκτενέστερα κείμενα"
    production = "Σημειώσεις παραγωγής"
    production_line = "Παραλλαγές, εικόνες, εναλλακτικά κείμενα, τεκμήρια και σύνδεσμοι"
    pictures = "Εικόνες"
    proof = "Ημερομηνίες, τεκμήρια και σύνδεσμοι"
    link_and_evidence = "Σύνδεσμος, hashtags και τεκμήριο"

    # Execution
    channel_plan_line = "Σκοπός, ρυθμός και υπεύθυνος κάθε καναλιού"
    publications_a_week = "Δημοσιεύσεις ανά εβδομάδα, κατά κανάλι"
    posting = "Ημέρες και ώρες"
    timeline = "Χρονοδιάγραμμα και κίνδυνοι"
    timeline_line = "Φάσεις και έλεγχοι, τι πρέπει να δείξει το καθένα και για τι έχουμε προετοιμαστεί"
    weeks = "Εβδομάδες"
    publications = "Δημοσιεύσεις"
    publications_line = "Ώρα, δημιουργικό, κείμενο και σύνδεσμος όπου έχουν οριστεί, η προτροπή και οι κανόνες"
    links = "Σύνδεσμοι και hashtags"
    told_for = "Για"
    link = "Σύνδεσμος ή hashtags"
    calls = "Σε τι καλούν οι υπόλοιπες δημοσιεύσεις"
    new_texts = "Κείμενα γραμμένα για μεμονωμένες δημοσιεύσεις"
    calendar_rules = "Κανόνες ημερολογίου και παρακολούθησης"
    calendar = "Ημερολόγιο"
    tracking_links = "Σύνδεσμοι παρακολούθησης"
    governance = "Εγκρίσεις και ομάδα"
    governance_line = "Βήματα ελέγχου, εγκρίσεις, κανόνες για κρίσεις και αρμοδιότητες"

    # Monitoring
    key_figures = "Βασικοί δείκτες"
    key_figures_line = "Σημερινή τιμή, στόχος, τάση και όριο ειδοποίησης κάθε δείκτη"
    source_and_owner = "Πηγή, υπεύθυνος"
    alert_when = "Ειδοποίηση όταν"
    alerts = "Ειδοποιήσεις και αναφορές"
    alerts_line = "Τι δεν πρέπει να περιμένει τον έλεγχο, από πού προέρχονται τα στοιχεία, ποιος τα διαβάζει και πότε"
    rhythm = "Ρυθμός"
    learning = "Τι θέλουμε να μάθουμε"
    learning_line = "Ερωτήματα, τμήματα κοινού και δοκιμές"

    # Next steps and evidence
    dates = "Ημερομηνίες και υπεύθυνοι"
    questions = "Ερωτήσεις"
    approvals = "Εγκρίσεις και αποτυπώματα"
    evidence_standfirst = "Από ποια εγκεκριμένη έκδοση προέκυψε κάθε σελίδα."
    evidence_intro = (
        "Όσα αναφέρονται σε αυτές τις σελίδες εγκρίθηκαν στις παρακάτω εκδόσεις. Το αποτύπωμα είναι η τιμή SHA-256 του "
        "περιεχομένου μιας έκδοσης σε κανονικό JSON (RFC 8785). Το manifest.json αναφέρει τα ίδια αποτυπώματα."
    )
    document = "Έγγραφο"
    version = "Έκδοση"
    approved = "Εγκρίθηκε"
    by = "Από"
    quality = "Έλεγχος ποιότητας"
    digest = "SHA-256"

    # Quality reports

    reports = "Αναφορές ποιότητας"
    reports_standfirst = "Τι έδειξαν οι έλεγχοί μας, με τα λόγια που διάβασε όποιος ενέκρινε, και πώς αποφασίστηκε."
    result = "Αποτέλεσμα"
    score = "Βαθμολογία"
    finding_column = "Εύρημα"
    weight = "Βαρύτητα"
    decision_column = "Απόφαση"
    no_finding = "Όλοι οι έλεγχοι ήταν επιτυχείς."
    not_accepted = "Δεν έγινε αποδεκτό"
    outcomes = {"PASS": "Επιτυχία", "WARN": "Με επισημάνσεις", "FAIL": "Αποτυχία"}
    severities = {"BLOCKER": "Απαγορευτικό", "MAJOR": "Σημαντικό", "MINOR": "Μικρό"}

    def accepted(self, by: str, at: dt.date) -> str:
        return f"Αποδεκτό στις {self.long_date(at)}: {by}"

    # Sentences and phrases

    def counted(self, count: int) -> str:
        return self._of(FEMININE, count)

    def count(self, count: int, one: str, many: str) -> str:
        """Of a feminine noun, as most are that we count: week, publication, decision, phase."""
        return f"{self.counted(count)} {one if count < 2 else many}"

    def _neuter(self, count: int, one: str, many: str) -> str:
        return f"{self._of(NEUTER, count)} {one if count < 2 else many}"

    def _of(self, numbers: tuple[str, ...], count: int) -> str:
        return numbers[count] if 0 <= count < len(numbers) else self.number(count)

    def week(self, number: int) -> str:
        return f"Εβδ.{NBSP}{number}"

    def weeks_of(self, count: int) -> str:
        return f"{count}{NBSP}{'εβδομάδα' if count == 1 else 'εβδομάδες'}"

    def span(self, first: int, last: int) -> str:
        return str(first) if first == last else f"{first} έως {last}"

    def of(self, value: int, most: int) -> str:
        return f"{value} από {most}"

    def plan_span(self, start: str, end: str, weeks: int) -> str:
        days = " έως ".join(day for day in (start, end) if day)
        return f"{', '.join(part for part in (days, self.weeks_of(weeks)) if part)}."

    def layer(self, index: int, count: int) -> str:
        return f"Επίπεδο {index} από {count}"

    def decisions(self, count: int) -> str:
        return f"{capital(self.count(count, 'απόφαση', 'αποφάσεις'))} που χρειαζόμαστε"

    def assets(self, count: int) -> str:
        return capital(self._neuter(count, "δημιουργικό", "δημιουργικά"))

    def month(self, name: str) -> str:
        return f"Ημερολόγιο: {name}"

    def month_line(self, count: int) -> str:
        return f"{count} {'δημοσίευση' if count == 1 else 'δημοσιεύσεις'}"

    def intake_standfirst(self, approved: dt.date) -> str:
        return f"Η κατάστασή σας, όπως εγκρίθηκε στις {self.long_date(approved)}."

    def plan_standfirst(self, weeks: int, publications: int, reviews: int) -> str:
        parts = [
            self.count(weeks, "εβδομάδα", "εβδομάδες"),
            self.count(publications, "δημοσίευση", "δημοσιεύσεις"),
            *([self._reviews(reviews)] if reviews else []),
        ]
        return f"{capital(', '.join(parts))}."

    def steps_standfirst(self, steps: int, last: dt.date | None, with_client: int) -> str:
        until = f" έως τις {self.long_date(last)}" if last else ""
        first = f"{capital(self._neuter(steps, 'βήμα', 'βήματα'))}{until}."
        if not with_client:
            return first
        if with_client == steps:
            return f"{first} {'Γι’ αυτό' if steps == 1 else 'Για όλα'} χρειαζόμαστε εσάς."
        return f"{first} Για {self._of(NEUTER, with_client)} από αυτά χρειαζόμαστε εσάς."

    def cover_marks(self, publications: int, weeks: int) -> str:
        span = self.count(weeks, "εβδομάδα", "εβδομάδες")
        return f"{self.month_line(publications)} σε {span}, ένα σημάδι για την καθεμία"

    def cover_bars(self, layers: int) -> str:
        return f"{capital(self._neuter(layers, 'επίπεδο', 'επίπεδα'))} στρατηγικής"

    def this_pack(self, label: str, engagement: str, issued: dt.date) -> str:
        return f"{label} για το έργο «{engagement}», {self.long_date(issued)}."

    def ref(self, mark: str, approved: dt.date, by: str) -> str:
        return f"{mark}, εγκρίθηκε στις {self.long_date(approved)}: {by}"

    def forecast_alt(self, weeks: int, first: str, last: str, today: str) -> str:
        level = f", ενώ η σημερινή τιμή είναι {today}" if today else ""
        return f"Γράφημα γραμμής: το πλάνο πηγαίνει από {first} σε {last} σε {self.weeks_of(weeks)}{level}."

    def posting_alt(self, least: int, most: int, weeks: int, channel: str, share: float) -> str:
        return (
            f"Στοιβαγμένες στήλες: {self.span(least, most)} δημοσιεύσεις ανά εβδομάδα σε {self.weeks_of(weeks)}, "
            f"{self.percent(share)} από αυτές στο κανάλι {channel}."
        )

    def timeline_alt(self, phases: int, reviews: int, periods: int) -> str:
        span = self.count(periods, "εβδομάδα", "εβδομάδες")
        return f"Χρονοδιάγραμμα: {self.count(phases, 'φάση', 'φάσεις')} σε {span}, {self._reviews(reviews)}."

    def _reviews(self, count: int) -> str:
        """Reviews are masculine."""
        number = {0: "κανένας", 1: "ένας"}.get(count) or self.counted(count)
        return f"{number} {'έλεγχος' if count < 2 else 'έλεγχοι'}"

    def qc(self, status: str, score: int) -> str:
        return f"{'Επιτυχής' if status == 'PASS' else 'Με επισημάνσεις'}, {score}"

    # README.txt

    received = "ΤΙ ΠΑΡΑΛΑΜΒΑΝΕΤΕ"
    made_from = "ΑΠΟ ΤΙ ΔΗΜΙΟΥΡΓΗΘΗΚΕ"
    checked = "ΤΙ ΕΛΕΓΞΑΜΕ ΠΡΙΝ ΤΗΝ ΠΑΡΑΔΟΣΗ"
    how_to_check = "ΠΩΣ ΝΑ ΕΛΕΓΞΕΤΕ ΑΥΤΟ ΤΟ ΠΑΚΕΤΟ"
    members = {
        "report.pdf": "η αναφορά",
        "deck.pptx": "η παρουσίαση",
        "summary.html": "η σύνοψη, για πρόγραμμα περιήγησης",
        "artifacts.json": "το εγκεκριμένο περιεχόμενο ως δεδομένα",
        "assets/": "τα τελικά αρχεία, όπως εγκρίθηκαν",
        "provenance.json": "από ποια εγκεκριμένη έκδοση προέρχεται κάθε σελίδα, διαφάνεια και ενότητα",
        "manifest.json": "τι εγκρίθηκε, από ποιον, και το αποτύπωμα κάθε παραπάνω αρχείου",
        "manifest.json.sig": "η υπογραφή μας στο manifest.json",
        "SHA256SUMS": "το αποτύπωμα κάθε αρχείου, για το sha256sum",
    }
    checks = {
        "approvals_ok": "Εγκρίσεις",
        "qc_ok": "Ποιότητα",
        "completeness_ok": "Πληρότητα",
        "branding_ok": "Εταιρική ταυτότητα",
        "legal_ok": "Νομικά",
    }
    step_files = "Κανένα αρχείο δεν έχει αλλάξει (σε macOS: shasum -a 256 -c SHA256SUMS):"
    step_digest = (
        "Αυτό είναι το πακέτο που δημοσιεύσαμε. Συγκρίνετε με το αποτύπωμα του πακέτου (pack digest) στην πύλη μας:"
    )
    step_signature = "Το υπογράψαμε. Αποθηκεύστε τη γραμμή που εμφανίζει η πύλη μας ως αρχείο allowed_signers:"
    findings = {
        "approvals_ok": "Κάθε έκδοση που περιλαμβάνεται είναι εγκεκριμένη και σε ισχύ.",
        "qc_ok": "Κάθε έκδοση που περιλαμβάνεται πέρασε τον έλεγχο ποιότητας ή οι επισημάνσεις της έγιναν δεκτές.",
        "completeness_ok": "Κανένα υποχρεωτικό πεδίο δεν είναι κενό.",
        "branding_ok": "Η εταιρική ταυτότητα είναι ευανάγνωστη, έχει λογότυπο και κανένα κενό προς συμπλήρωση.",
        "legal_ok": "Το συγκεκριμένο περιεχόμενο ελέγχθηκε νομικά.",
    }

    def prepared(self, client: str, agency: str) -> str:
        return f"Για: {client}. Από: {agency}."

    def source(self, kind: str, version: int, who: str) -> str:
        return f"{self.kinds[kind]}, έκδοση {version}, έγκριση: {who}"

    def decided(self, by: str | None, role: str, moment: str) -> str:
        person = f"{by} ({self.role(role)})" if by else self.role(role)
        return f"{person}, {moment}"

    def finding(self, key: str, detail: str, *, passed: bool) -> str:
        return self.findings[key] if passed else "Ο έλεγχος δεν πέρασε, το εύρημα βρίσκεται στο manifest.json."

    def waived(self, finding: str, who: str, reason: str) -> str:
        return f"{finding} Εγκρίθηκε εξαίρεση: {who}. Αιτιολογία: {reason}"

    def signed_off(self, finding: str, who: str) -> str:
        return f"{finding} Επιβεβαίωση: {who}"

    # What the content models say in English

    roles = {"owner": "Διεύθυνση", "admin": "Διαχείριση", "editor": "Σύνταξη", "viewer": "Ανάγνωση"}
    titles = {
        # Intake
        "Client": "Πελάτης",
        "Company": "Εταιρεία",
        "Website": "Ιστότοπος",
        "Industry": "Κλάδος",
        "Geography": "Περιοχή",
        "Time zone": "Ζώνη ώρας",
        "Languages": "Γλώσσες",
        "Contact e-mail": "Email επικοινωνίας",
        "Primary offer": "Κύρια προσφορά",
        "Pricing": "Τιμολόγηση",
        "Order and lifetime value": "Αξία παραγγελίας και πελάτη",
        "Revenue streams": "Πηγές εσόδων",
        "Unit economics": "Οικονομικά ανά πελάτη",
        "Growth bottleneck": "Εμπόδιο στην ανάπτυξη",
        "Differentiators": "Στοιχεία διαφοροποίησης",
        "Competitors": "Ανταγωνιστές",
        "Proof": "Αποδείξεις",
        "Target audience": "Κοινό-στόχος",
        "Pain points": "Προβλήματα",
        "Desired outcomes": "Επιθυμητά αποτελέσματα",
        "Objections": "Αντιρρήσεις",
        "Objective": "Στόχος",
        "Targets": "Τιμές-στόχοι",
        "Start": "Έναρξη",
        "Duration in weeks": "Διάρκεια σε εβδομάδες",
        "Budget": "Προϋπολογισμός",
        "Media budget": "Προϋπολογισμός μέσων",
        "Currency": "Νόμισμα",
        "Risk tolerance": "Ανοχή στον κίνδυνο",
        "Compliance": "Συμμόρφωση",
        "Constraints": "Περιορισμοί",
        "Tone of voice": "Ύφος",
        "Voice examples": "Παραδείγματα ύφους",
        "Banned words": "Λέξεις προς αποφυγή",
        "Required disclaimers": "Υποχρεωτικές επισημάνσεις",
        "Brand kit": "Υλικό ταυτότητας",
        "Content library": "Βιβλιοθήκη περιεχομένου",
        "Social handles": "Προφίλ στα κοινωνικά δίκτυα",
        "Tracking": "Μέτρηση",
        "Ad accounts": "Διαφημιστικοί λογαριασμοί",
        "PDF": "PDF",
        "Slides": "Παρουσίαση",
        "Archive": "Συμπιεσμένο αρχείο",
        "Reports": "Αναφορές",
        "Context": "Πλαίσιο",
        "Hiring": "Προσλήψεις",
        "Employer promise": "Υπόσχεση εργοδότη",
        "Roles": "Θέσεις",
        "Places of work": "Τόποι εργασίας",
        "Employer brand": "Εικόνα εργοδότη",
        "E-commerce": "Ηλεκτρονικό εμπόριο",
        "Product catalogue": "Κατάλογος προϊόντων",
        "Best sellers": "Δημοφιλέστερα προϊόντα",
        "Margins": "Περιθώρια κέρδους",
        "Services": "Υπηρεσίες",
        "Service deck": "Παρουσίαση υπηρεσιών",
        "Service areas": "Πεδία υπηρεσιών",
        "Booking page": "Σελίδα κρατήσεων",
        "Work to produce": "Προς παραγωγή",
        "Strategy": "Στρατηγική",
        "Creatives": "Δημιουργικό",
        "Execution": "Υλοποίηση",
        "Monitoring": "Παρακολούθηση",
        "Delivery": "Παράδοση",
        # Strategy
        "Standfirst": "Εισαγωγική φράση",
        "Executive summary": "Επιτελική σύνοψη",
        "Goal": "Στόχος",
        "Claim": "Κεντρική θέση",
        "Lead": "Εισαγωγή",
        "Body": "Κυρίως κείμενο",
        "Figures": "Μεγέθη",
        "Figure": "Μέγεθος",
        "Value": "Τιμή",
        "Note": "Σημείωση",
        "Forecast": "Πρόβλεψη",
        "Title": "Τίτλος",
        "Unit": "Μονάδα",
        "Today": "Σήμερα",
        "Weeks": "Εβδομάδες",
        "Week": "Εβδομάδα",
        "Decisions wanted": "Ζητούμενες αποφάσεις",
        "Decision": "Απόφαση",
        "Text": "Κείμενο",
        "Business Reality Alignment": "Επιχειρηματική πραγματικότητα",
        "Headline": "Τίτλος",
        "Points": "Σημεία",
        "What follows": "Τι προκύπτει",
        "Further notes": "Πρόσθετες σημειώσεις",
        "Label": "Ετικέτα",
        "Business model": "Επιχειρηματικό μοντέλο",
        "Pricing logic": "Λογική τιμολόγησης",
        "Growth constraint": "Όριο ανάπτυξης",
        "Bottleneck": "Σημείο συμφόρησης",
        "Regulation": "Κανονιστικό πλαίσιο",
        "Market & Competitive Truth": "Αγορά και ανταγωνισμός",
        "Category maturity": "Ωριμότητα κατηγορίας",
        "Where rivals compete": "Πού ανταγωνίζονται οι άλλοι",
        "White space": "Ελεύθερο πεδίο",
        "What we leave alone": "Τι δεν διεκδικούμε",
        "Audience Decision Psychology": "Πώς αποφασίζει το κοινό",
        "Awareness": "Επίγνωση",
        "Pain": "Ένταση προβλήματος",
        "Trust transfer": "Μεταφορά εμπιστοσύνης",
        "Value Proposition Architecture": "Αρχιτεκτονική της πρότασης αξίας",
        "Core promise": "Βασική υπόσχεση",
        "Social proof": "Μαρτυρίες πελατών",
        "Authority": "Κύρος",
        "Mechanism": "Μηχανισμός",
        "Sacrifice": "Τι θυσιάζουμε",
        "Differentiation": "Διαφοροποίηση",
        "Strategic Narrative": "Στρατηγική αφήγηση",
        "Problem": "Πρόβλημα",
        "Tension": "Ένταση",
        "Resolution": "Λύση",
        "The enemy": "Ο αντίπαλος",
        "Repetition": "Επανάληψη",
        "Channel Strategy": "Στρατηγική καναλιών",
        "Total budget": "Συνολικός προϋπολογισμός",
        "Reserve": "Αποθεματικό",
        "Selection rule": "Κανόνας επιλογής",
        "Channels": "Κανάλια",
        "Channel": "Κανάλι",
        "Job": "Ρόλος",
        "Reaches": "Απευθύνεται σε",
        "Content types": "Είδη περιεχομένου",
        "Indicator": "Δείκτης",
        "Measured by": "Μετριέται με",
        "Stop rule": "Κανόνας διακοπής",
        "Execution Constraints": "Περιορισμοί υλοποίησης",
        "Tone": "Ύφος",
        "Forbidden language": "Απαγορευμένες εκφράσεις",
        "Claims": "Ισχυρισμοί",
        "Images": "Εικόνες",
        "Measurement & Learning Loop": "Μέτρηση και κύκλος μάθησης",
        "Success": "Επιτυχία",
        "Leading indicators": "Πρόδρομοι δείκτες",
        "Lagging indicators": "Δείκτες αποτελέσματος",
        "Indicators": "Δείκτες",
        "Type": "Είδος",
        "Target": "Στόχος",
        "Owner": "Υπεύθυνος",
        "Review": "Έλεγχος",
        "Decision rules": "Κανόνες απόφασης",
        "If": "Αν",
        "Then": "Τότε",
        # Creatives
        "Brief": "Δημιουργικό brief",
        "Theme": "Θέμα",
        "Audience": "Κοινό",
        "Key message": "Κεντρικό μήνυμα",
        "Approach": "Προσέγγιση",
        "Formats": "Μορφές",
        "Number of assets": "Πλήθος δημιουργικών",
        "Kinds of asset": "Είδη δημιουργικών",
        "Platforms": "Πλατφόρμες",
        "Pillars": "Πυλώνες",
        "Hooks": "Εναρκτήριες φράσεις",
        "Angles": "Οπτικές",
        "Calls to action": "Προτροπές",
        "Offer framing": "Πλαισίωση της προσφοράς",
        "Cleared claims": "Εγκεκριμένοι ισχυρισμοί",
        "Channels and assets": "Κανάλια και δημιουργικά",
        "Assets": "Δημιουργικά",
        "Brand voice": "Φωνή της μάρκας",
        "Name": "Όνομα",
        "Platform": "Πλατφόρμα",
        "Format": "Μορφή",
        "Pillar": "Πυλώνας",
        "Call to action": "Προτροπή",
        "Link": "Σύνδεσμος",
        "Hashtags": "Hashtags",
        "Picture": "Εικόνα",
        "Alternative text": "Εναλλακτικό κείμενο",
        "Evidence": "Τεκμήριο",
        "Date": "Ημερομηνία",
        "Spare captions": "Εφεδρικές λεζάντες",
        "Final files": "Τελικά αρχεία",
        "File": "Αρχείο",
        "SHA-256": "SHA-256",
        "Bytes": "Byte",
        "Scripts": "Σενάρια",
        "Script": "Σενάριο",
        "Subject lines": "Θέματα email",
        "Variants": "Παραλλαγές",
        "Asset": "Δημιουργικό",
        "Tone by reader": "Ύφος ανά κοινό",
        "Example": "Παράδειγμα",
        "Uses of the calls to action": "Χρήση των προτροπών",
        "Use": "Χρήση",
        "Where": "Πού",
        "Offer from different sides": "Η προσφορά από διαφορετικές πλευρές",
        "Angle": "Οπτική",
        "Idea": "Ιδέα",
        "What we know about hooks": "Τι γνωρίζουμε για τις εναρκτήριες φράσεις",
        "Rationale": "Αιτιολόγηση",
        "Strategy in short": "Η στρατηγική με λίγα λόγια",
        "What moves the reader": "Τι κινητοποιεί το κοινό",
        "Fit to the audience": "Καταλληλότητα για το κοινό",
        "Risks": "Κίνδυνοι",
        # Execution
        "Channel plan": "Πλάνο καναλιών",
        "Purpose": "Σκοπός",
        "Rhythm": "Ρυθμός",
        "Timeline": "Χρονοδιάγραμμα",
        "Phases": "Φάσεις",
        "Phase": "Φάση",
        "First week": "Πρώτη εβδομάδα",
        "Last week": "Τελευταία εβδομάδα",
        "Phase.goal": "Τι πρέπει να δείξει",
        "Report.shows": "Περιεχόμενο",
        "Reviews": "Έλεγχοι",
        "Decides": "Τι αποφασίζεται",
        "Schedule": "Πρόγραμμα",
        "Posts a week": "Αναρτήσεις ανά εβδομάδα",
        "Best times": "Καλύτερες ώρες",
        "Days left free": "Ελεύθερες ημέρες",
        "Reason": "Λόγος",
        "Calendar": "Ημερολόγιο",
        "Rotation of content": "Εναλλαγή περιεχομένου",
        "Rotation of calls to action": "Εναλλαγή προτροπών",
        "Themes": "Θέματα",
        "Publications": "Δημοσιεύσεις",
        "Time": "Ώρα",
        "Tracking links": "Σύνδεσμοι παρακολούθησης",
        "utm_campaign": "utm_campaign",
        "utm_source": "utm_source",
        "utm_medium": "utm_medium",
        "utm_content": "utm_content",
        "Notes": "Σημειώσεις",
        "Governance": "Διακυβέρνηση",
        "Review steps": "Βήματα ελέγχου",
        "Step": "Βήμα",
        "Approvers": "Ποιος εγκρίνει",
        "Approves": "Εγκρίνει",
        "Escalation": "Κλιμάκωση",
        "In a crisis": "Σε περίπτωση κρίσης",
        "Guard rails": "Όρια ασφαλείας",
        "Further rules": "Πρόσθετοι κανόνες",
        "Team": "Ομάδα",
        "Role": "Ρόλος",
        "Answers for": "Αρμοδιότητα",
        "Hours a week": "Ώρες ανά εβδομάδα",
        "Tools": "Εργαλεία",
        "Risk": "Κίνδυνος",
        "Likely": "Πιθανότητα",
        "Impact": "Επίπτωση",
        "Response": "Αντιμετώπιση",
        "Next steps: headline": "Επόμενα βήματα: τίτλος",
        "Next steps": "Επόμενα βήματα",
        "By": "Έως",
        "What": "Τι",
        "Side": "Πλευρά",
        # Monitoring
        "How to read the figures": "Πώς διαβάζονται τα στοιχεία",
        "Source": "Πηγή",
        "Direction": "Κατεύθυνση",
        "Last values": "Τελευταίες τιμές",
        "Alert": "Ειδοποίηση",
        "When": "Πότε",
        "Alert.condition": "Όταν",
        "For how long": "Για πόσο",
        "Data sources": "Πηγές δεδομένων",
        "Provides": "Παρέχει",
        "In a conflict": "Σε περίπτωση διαφοράς",
        "Read": "Ανάγνωση",
        "Attribution": "Απόδοση",
        "Agenda": "Ημερήσια διάταξη",
        "Report": "Αναφορά",
        "Form": "Μορφή",
        "Recipients": "Αποδέκτες",
        "Dashboard": "Πίνακας δεικτών",
        "For": "Για",
        "Alerts": "Ειδοποιήσεις",
        "Within": "Προθεσμία",
        "What happens": "Τι γίνεται",
        "Sent by": "Τρόπος αποστολής",
        "Questions": "Ερωτήματα",
        "Segments": "Τμήματα κοινού",
        "Tests": "Δοκιμές",
        "Question": "Ερώτημα",
        "Decided by": "Κριτήριο",
        "Period": "Περίοδος",
    }
    choices = {
        "Unknown": "Άγνωστο",
        "Lead Generation": "Προσέλκυση επαφών",
        "Sales Conversion": "Μετατροπή σε πωλήσεις",
        "Product-Market Fit": "Ταίριασμα προϊόντος και αγοράς",
        "Retention": "Διατήρηση πελατών",
        "Operations": "Λειτουργία",
        "Lead generation": "Προσέλκυση επαφών",
        "Awareness": "Αναγνωρισιμότητα",
        "Sales": "Πωλήσεις",
        "Hiring": "Προσλήψεις",
        "Product launch": "Λανσάρισμα προϊόντος",
        "Partnerships": "Συνεργασίες",
        "Event": "Εκδήλωση",
        "Conservative": "Συντηρητική",
        "Moderate": "Μέτρια",
        "Aggressive": "Τολμηρή",
        "Fully set up": "Πλήρως εγκατεστημένη",
        "Partial": "Μερική",
        "Not set up": "Δεν έχει εγκατασταθεί",
        "Active accounts": "Ενεργοί",
        "To be set up": "Προς δημιουργία",
        "One-time": "Μία φορά",
        "Weekly": "Κάθε εβδομάδα",
        "Monthly": "Κάθε μήνα",
        "Ideal customer": "Ιδανικός πελάτης",
        "Positioning": "Τοποθέτηση",
        "Messaging framework": "Πλαίσιο μηνυμάτων",
        "Content pillars": "Πυλώνες περιεχομένου",
        "Platform strategy": "Στρατηγική πλατφορμών",
        "Measurement plan": "Πλάνο μέτρησης",
        "Brand kit suggestions": "Προτάσεις για το υλικό ταυτότητας",
        "Carousel templates": "Πρότυπα carousel",
        "Reel cover templates": "Πρότυπα εξωφύλλων reel",
        "Image briefs": "Οδηγίες για εικόνες",
        "Video scripts": "Σενάρια βίντεο",
        "Thumbnails and banners": "Μικρογραφίες και banner",
        "Content calendar, week 1": "Ημερολόγιο περιεχομένου, εβδομάδα 1",
        "Instagram posts, week 1": "Αναρτήσεις στο Instagram, εβδομάδα 1",
        "Facebook posts, week 1": "Αναρτήσεις στο Facebook, εβδομάδα 1",
        "LinkedIn posts, week 1": "Αναρτήσεις στο LinkedIn, εβδομάδα 1",
        "Reel scripts, week 1": "Σενάρια reel, εβδομάδα 1",
        "Hashtag sets": "Ομάδες hashtags",
        "E-mail sequence": "Σειρά email",
        "Tracking checklist": "Λίστα ελέγχου μέτρησης",
        "Weekly optimisation": "Εβδομαδιαία βελτιστοποίηση",
        "PDF report": "Αναφορά PDF",
        "Slide deck": "Παρουσίαση",
        "Archive of all files": "Όλα τα αρχεία συμπιεσμένα",
        "Demand": "Ζήτηση",
        "Trust": "Εμπιστοσύνη",
        "Conversion": "Μετατροπή",
        "Emerging": "Αναδυόμενη",
        "Growing": "Αναπτυσσόμενη",
        "Mature": "Ώριμη",
        "Declining": "Φθίνουσα",
        "Price": "Τιμή",
        "Speed": "Ταχύτητα",
        "Brand": "Μάρκα",
        "Distribution": "Διανομή",
        "Features": "Χαρακτηριστικά",
        "Service": "Εξυπηρέτηση",
        "Unaware": "Καμία επίγνωση",
        "Problem Aware": "Γνωρίζει το πρόβλημα",
        "Solution Aware": "Γνωρίζει λύσεις",
        "Product Aware": "Γνωρίζει το προϊόν",
        "Most Aware": "Γνωρίζει καλά την προσφορά",
        "Cosmetic": "Επιφανειακή",
        "Structural": "Δομική",
        "Discovery": "Ανακάλυψη",
        "Leading": "Πρόδρομος",
        "Lagging": "Τελικός",
        "Daily": "Κάθε ημέρα",
        "Bi-weekly": "Κάθε δύο εβδομάδες",
        "Social post": "Ανάρτηση",
        "Carousel": "Carousel",
        "Video script": "Σενάριο βίντεο",
        "Blog post": "Άρθρο ιστολογίου",
        "E-mail": "Email",
        "Landing page copy": "Κείμενο σελίδας προορισμού",
        "Ad copy": "Διαφημιστικό κείμενο",
        "Problem": "Πρόβλημα",
        "Tension": "Ένταση",
        "Resolution": "Λύση",
        "Professional": "Επαγγελματικό",
        "Friendly": "Φιλικό",
        "Bold": "Τολμηρό",
        "Low": "Χαμηλή",
        "Medium": "Μεσαία",
        "High": "Υψηλή",
        "Agency": "Εταιρεία",
        "Client": "Πελάτης",
        "Both": "Και οι δύο",
        "Higher is better": "Θετική η άνοδος",
        "Lower is better": "Θετική η πτώση",
        "Hold the level": "Διατήρηση του επιπέδου",
        "Below": "Κάτω από",
        "Above": "Πάνω από",
        "Real-time": "Σε πραγματικό χρόνο",
        "Hourly": "Κάθε ώρα",
        "Last click": "Τελευταίο κλικ",
        "First click": "Πρώτο κλικ",
        "Linear": "Γραμμική",
        "Time decay": "Φθίνουσα στον χρόνο",
        "Position-based": "Κατά θέση",
        "When asked": "Όταν ζητηθεί",
        "Dashboard": "Πίνακας δεικτών",
        "PDF": "PDF",
        "Slack": "Slack",
        "Presentation": "Παρουσίαση",
        "SMS": "SMS",
        "Banner on the dashboard": "Μήνυμα στον πίνακα δεικτών",
        "In the workspace": "Στον χώρο εργασίας",
    }
