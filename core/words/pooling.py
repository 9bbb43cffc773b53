"""What is said of tables of counts that centres share."""

FEW = (
    "Fewer than 5 patients leave a group in some months: there the table tells the month of one or a few patients. "
    "Share it only where you are allowed to."
)
WHAT = (
    "Counts of patients at risk, with the event and censored by whole months, without any row of a patient. Centres "
    "send such files to one another, and whoever has them opens them below."
)
STRATIFIED = "Times in whole months, as the centres gave them. Log-rank test stratified by centre: "
NO_TEST = "Times in whole months, as the centres gave them."
TOGETHER = "All centres"
