# Runs the script in each folder it is told, with no package attached and no name known from the scripts before it.
at_start <- search()
folders <- file("stdin", "r")
while (length(folder <- readLines(folders, 1))) {
    setwd(folder)
    said <- file("said.txt", "w")
    sink(said)
    answer <- tryCatch({ sys.source("script.R", new.env()); "done" }, error = conditionMessage)
    sink()
    close(said)
    for (package in setdiff(search(), at_start)) detach(package, character.only = TRUE)
    cat(gsub("\n", " ", answer), "\n", sep = "")
}
