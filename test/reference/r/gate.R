# What R says of the statistics behind gate, compare and trend. The tests hold Squall's figures against its output, kept in gate.json:
#
#   Rscript test/reference/r/gate.R > test/reference/r/gate.json
#
# Base R only (Debian: r-base-core). Where base R has no exact test (ties), all arrangements are enumerated here, which shares nothing with the dynamic
# programming it checks.

number <- function(x) paste(sprintf("%.17g", x), collapse = ", ")
list1 <- function(x) paste0("[", number(x), "]")
fields <- function(...) {
  given <- list(...)
  paste0("{", paste(sprintf('"%s": %s', names(given), unlist(given)), collapse = ", "), "}")
}
section <- function(name, rows, last = FALSE)
  cat(sprintf('  "%s": [\n    %s\n  ]%s\n', name, paste(rows, collapse = ",\n    "), if (last) "" else ","))

set.seed(20140101)
cat("{\n")
cat(sprintf('  "made": "%s",\n', R.version.string))

# Signed-rank test without ties: R's own exact one.
rows <- c()
for (n in c(6, 10, 15, 25, 40)) for (shift in c(0, 0.04)) {
  x <- rnorm(n, shift, 0.05)
  above <- wilcox.test(x, alternative = "greater", exact = TRUE)
  below <- wilcox.test(x, alternative = "less", exact = TRUE)
  rows <- c(rows, fields(x = list1(x), v = number(above$statistic), above = number(above$p.value), below = number(below$p.value)))
}
section("signedRank", rows)

# The same with ties and zeros: all 2^n signs.
rows <- c()
for (n in c(5, 8, 11, 14)) for (round in 1:2) {
  x <- sample(-3:4, n, replace = TRUE)
  y <- x[x != 0]
  ranks <- rank(abs(y))
  signs <- as.matrix(expand.grid(rep(list(0:1), length(y))))
  sums <- as.vector(signs %*% ranks)
  v <- sum(ranks[y > 0])
  rows <- c(rows, fields(x = list1(x), v = number(v), above = number(mean(sums >= v)), below = number(mean(sums <= v))))
}
section("signedRankTies", rows)

# The distribution alone, far into its tail.
rows <- c()
for (case in list(c(15, 3), c(50, 300), c(100, 1500), c(200, 6000)))
  rows <- c(rows, fields(n = number(case[1]), q = number(case[2]), p = number(psignrank(case[2], case[1]))))
section("psignrank", rows)

# Holm.
rows <- c()
for (p in list(c(0.01, 0.04, 0.03, 0.005), c(0.2, 0.2, 0.001, 1, 0.0004, 0.6), runif(12)^3))
  rows <- c(rows, fields(p = list1(p), adjusted = list1(p.adjust(p, "holm"))))
section("holm", rows)

# Bootstrap of the median: all n^n resamples.
rows <- c()
for (n in c(1, 2, 5, 6, 7)) for (confidence in c(0.9, 0.95)) {
  x <- if (n == 6) sample(1:4, n, replace = TRUE) else rnorm(n)
  draws <- as.matrix(expand.grid(rep(list(x), n)))
  sorted <- t(apply(draws, 1, sort))
  if (n == 1) sorted <- matrix(x)
  medians <- sort((sorted[, floor(n / 2) + (n %% 2)] + sorted[, floor(n / 2) + 1]) / 2)
  out <- floor(length(medians) * (1 - confidence) / 2 + 1e-9)
  rows <- c(rows, fields(x = list1(x), confidence = number(confidence), median = number(median(x)),
    low = number(medians[out + 1]), high = number(medians[length(medians) - out])))
}
section("bootstrapMedian", rows)

# Clopper and Pearson.
rows <- c()
for (case in list(c(0, 300), c(0, 20), c(3, 300), c(285, 300), c(300, 300), c(1, 2))) {
  ends <- binom.test(case[1], case[2], conf.level = 0.95)$conf.int
  rows <- c(rows, fields(count = number(case[1]), of = number(case[2]), low = number(ends[1]), high = number(ends[2])))
}
section("clopperPearson", rows)

# Two groups: Mann-Whitney, Hodges-Lehmann and its exact interval.
rows <- c()
for (case in list(c(3, 3), c(5, 5), c(6, 8), c(10, 12), c(1, 4))) {
  x <- rnorm(case[1])
  y <- rnorm(case[2], 0.8)
  test <- wilcox.test(y, x, exact = TRUE, conf.int = TRUE, conf.level = 0.95)
  ends <- test$conf.int
  # R names the confidence asked for unless it cannot be reached; what the interval has comes from the distribution of U.
  reached <- 1 - 2 * pwilcox(max(1, qwilcox(0.025, case[1], case[2])) - 1, case[1], case[2])
  rows <- c(rows, fields(x = list1(x), y = list1(y), p = number(test$p.value), shift = number(test$estimate),
    low = number(ends[1]), high = number(ends[2]), reached = number(reached)))
}
section("mannWhitney", rows)

# The same with ties: all ways to choose who is in the first group.
rows <- c()
for (case in list(c(3, 4), c(5, 5), c(6, 7))) {
  x <- sample(1:4, case[1], replace = TRUE)
  y <- sample(2:5, case[2], replace = TRUE)
  ranks <- rank(c(x, y))
  sums <- combn(ranks, case[1], sum)
  seen <- sum(ranks[seq_along(x)])
  p <- min(1, 2 * min(mean(sums <= seen + 1e-9), mean(sums >= seen - 1e-9)))
  rows <- c(rows, fields(x = list1(x), y = list1(y), p = number(p)))
}
section("mannWhitneyTies", rows)

# Energy statistic of Matteson and James (2014), equation (7) with alpha = 1, by its definition; best split and end of the part after it.
energy <- function(x, y) {
  n <- length(x); m <- length(y)
  within <- function(z) if (length(z) < 2) 0 else mean(dist(z))
  (m * n / (m + n)) * (2 * mean(abs(outer(x, y, "-"))) - within(x) - within(y))
}
rows <- c()
for (case in 1:4) {
  z <- c(rnorm(8), rnorm(7, c(0, 2, 4, 1)[case]), if (case == 3) rnorm(6, -1))
  least <- 3
  best <- c(-Inf, 0, 0)
  for (tau in least:(length(z) - least)) for (kappa in (tau + least):length(z)) {
    q <- energy(z[1:tau], z[(tau + 1):kappa])
    if (q > best[1]) best <- c(q, tau, kappa)
  }
  rows <- c(rows, fields(z = list1(z), least = number(least), q = number(best[1]), tau = number(best[2]), kappa = number(best[3])))
}
section("energy", rows)

# Robust spread.
rows <- c()
for (n in c(1, 5, 12)) { x <- rnorm(n); rows <- c(rows, fields(x = list1(x), mad = number(mad(x)), median = number(median(x)))) }
section("mad", rows)

rows <- c()
for (p in c(1e-9, 0.0003, 0.025, 0.5, 0.95)) rows <- c(rows, fields(p = number(p), z = number(qnorm(p))))
section("qnorm", rows, last = TRUE)
cat("}\n")
