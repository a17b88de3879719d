# Makes a manual page in another language: awk -f translate.awk TRANSLATIONS PAGE. A page is a row of units, each from one
# of the macros below to the next. The translations are units after a comment with the mark of the English one. What has
# no translation, because it is new or was changed, stays English: it is never missing and never wrong.
# In place of the page, -v tell=1 names such units, -v empty=1 writes them as translations that are to be filled in, and
# -v count=1 says how many there are, and which translations are of no unit any more.
BEGIN {
	for (i = 1; i < 256; i++)
		byte[sprintf("%c", i)] = i
}

function mark_of(text, i, n, mark) {
	mark = 7
	n = length(text)
	for (i = 1; i <= n; i++)
		mark = (mark * 131 + byte[substr(text, i, 1)]) % 4294967291
	return sprintf("%09.0f", mark)
}

# Of a unit without words of a language nothing is translated, nor of what is to be typed as it stands.
function has_words(text, lines, n, i) {
	if (text ~ /^\.Bd -literal/)
		return 0
	n = split(text, lines, "\n")
	for (i = 1; i <= n; i++)
		if (lines[i] ~ /^[^.]/ || lines[i] ~ /^\.(Sh|Ss|Nd|Pq|Dq|Sx|Li) .*[a-z][a-z]/)
			return 1
	return 0
}

function end_unit(mark) {
	if (unit == "")
		return
	mark = mark_of(unit)
	used[mark] = 1
	n_units += has_words(unit)
	if (!(mark in translation) && has_words(unit)) {
		n_left++
		if (empty)
			printf ".\\\" %s\n%s", mark, unit
		if (tell)
			printf "%s:%d: %s\n", FILENAME, first, substr(unit, 1, index(unit, "\n") - 1)
	}
	if (!tell && !empty && !count)
		printf "%s", mark in translation ? translation[mark] : unit
	unit = ""
}

FNR == NR {
	if ($0 ~ /^\.\\" [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]+$/)
		mark = $2
	else
		translation[mark] = translation[mark] $0 "\n"
	next
}

/^\.(Sh|Ss|It|Pp|Bl|El|Bd|Ed)( |$)/ {
	end_unit()
	first = FNR
}

{ unit = unit $0 "\n" }

END {
	end_unit()
	if (!count)
		exit
	for (mark in translation)
		n_old += mark != "" && !(mark in used)
	printf "%s: %d of %d units translated, %d of units that are gone\n", ARGV[1], n_units - n_left, n_units, n_old
}
