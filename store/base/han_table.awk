# Writes the tables of store/base/han.c from Unicode's Unihan database (UAX #38): Unihan_Readings.txt and
# Unihan_Variants.txt, and from han_extra.txt beside this file. They come in one stream; a line of Unihan is
# U+4E00<TAB>kField<TAB>value. Works on bytes: run it by mawk, with LC_ALL=C.
#
# Readings are those of today's dictionaries (kTGHZ2013, kXHC1983, kHanyuPinlu) and kMandarin, because others know sounds
# that nobody types; a traditional character has those of its simplified one too.

BEGIN {
	FS = "\t"
	FIRST = 19968 # U+4E00
	LAST = 40959 # U+9FFF
	for (i = 128; i < 256; i++)
		byte[sprintf("%c", i)] = i
	n_marked = split("ā á ǎ à ē é ě è ê ī í ǐ ì ō ó ǒ ò ū ú ǔ ù ü ǖ ǘ ǚ ǜ ń ň ǹ ḿ ế ề", marked, " ")
	split("a a a a e e e e e i i i i o o o o u u u u v v v v v n n n m e e", plain, " ")
}

# The number of U+4E00, or of 4E00.
function read_hex(s,    i, v) {
	sub(/^U\+/, "", s)
	v = 0
	for (i = 1; i <= length(s); i++)
		v = v * 16 + index("0123456789ABCDEF", substr(s, i, 1)) - 1
	return v
}

# The number of a character of three bytes.
function read_char(s) {
	return (byte[substr(s, 1, 1)] - 224) * 4096 + (byte[substr(s, 2, 1)] - 128) * 64 + byte[substr(s, 3, 1)] - 128
}

# A syllable without its tone, ü as v; "" for what is none.
function read_syllable(s,    i) {
	for (i = 1; i <= n_marked && s ~ /[\200-\377]/; i++)
		gsub(marked[i], plain[i], s)
	gsub(/\314[\200-\277]|\315[\200-\257]|[0-9]/, "", s)
	return s ~ /^[a-z]+$/ ? s : ""
}

# Adds a syllable to those of a character: way is "p" for pinyin, "j" for Jyutping.
function add_reading(way, c, s) {
	s = read_syllable(s)
	if (s == "" || length(s) > 6)
		return
	syllable[s] = 1
	if (index(" " readings[way, c] " ", " " s " ") == 0)
		readings[way, c] = readings[way, c] (readings[way, c] == "" ? "" : " ") s
	known[c] = 1
	if (way == "p")
		is_pinyin[s] = 1
}

function add_readings(way, c, list, separator,    v, n, i) {
	n = split(list, v, separator)
	for (i = 1; i <= n; i++)
		add_reading(way, c, v[i])
}

# The first variant of a list that is another character and has three bytes; 0 for none.
function first_variant(c, list,    v, n, i, to) {
	n = split(list, v, " ")
	for (i = 1; i <= n; i++) {
		sub(/<.*/, "", v[i])
		to = read_hex(v[i])
		if (to != c && to < 65536)
			return to
	}
	return 0
}

# The first variant that two dictionaries name, or the list of Hong Kong's forms.
function first_same(c, list,    v, n, i) {
	n = split(list, v, " ")
	for (i = 1; i <= n; i++)
		if (v[i] ~ /<.*(,|kHKGlyph)/)
			return first_variant(c, v[i])
	return 0
}

/^#/ || /^$/ { next }

/^(pinyin|jyutping|same) / {
	n = split($0, word, " ")
	c = read_char(word[2])
	spoken[c] = 1
	if (word[1] == "same")
		simplified[c] = read_char(word[3])
	for (i = 3; i <= n && word[1] != "same"; i++)
		add_reading(substr(word[1], 1, 1), c, word[i])
	next
}

$2 !~ /^k(Mandarin|TGHZ2013|XHC1983|HanyuPinlu|Cantonese|SimplifiedVariant|TraditionalVariant|SemanticVariant|ZVariant)$/ {
	next
}

{ c = read_hex($1) }
$2 == "kMandarin" { mandarin[c] = $3 }
$2 == "kTGHZ2013" || $2 == "kXHC1983" {
	gsub(/[0-9.,*]+:/, "", $3)
	add_readings("p", c, $3, "[ ,]")
	spoken[c] = 1
	if ($2 == "kTGHZ2013")
		standard[c] = 1
}
$2 == "kHanyuPinlu" {
	gsub(/\([0-9]+\)/, "", $3)
	if (c != 20799) # the r of U+513F is no syllable
		add_readings("p", c, $3, " ")
}
$2 == "kCantonese" { add_readings("j", c, $3, " ") }
$2 == "kSimplifiedVariant" && !(c in simplified) {
	to = first_variant(c, $3)
	if (to)
		simplified[c] = to
}
$2 == "kTraditionalVariant" { traditional[c] = $3 }
$2 == "kSemanticVariant" { same[c] = first_same(c, $3) }
$2 == "kZVariant" && $3 !~ /</ { shape[c] = first_variant(c, $3) }

# The character that stands for c and its variants.
function representative(c,    i, to) {
	# beyond the three bytes, the traditional character stands for both
	to = c >= 65536 && (c in traditional) ? first_variant(c, traditional[c]) : 0
	if (!to)
		to = c
	for (i = 0; i < 4 && (to in simplified); i++)
		to = simplified[to]
	if (to != c || (c in standard))
		return to
	to = same[c] ? same[c] : shape[c]
	if (to && ((to in simplified) || (to in standard)))
		return (to in simplified) ? simplified[to] : to
	return c
}

# Gives c the readings of another character.
function share_readings(way, c, from) {
	add_readings(way, c, readings[way, from], " ")
}

function sort(v, n,    gap, i, j, t) {
	for (gap = int(n / 2); gap > 0; gap = int(gap / 2))
		for (i = gap + 1; i <= n; i++) {
			t = v[i]
			for (j = i; j > gap && v[j - gap] > t; j -= gap)
				v[j] = v[j - gap]
			v[j] = t
		}
}

# Where in the sets the readings of c begin, 0 for none. Characters with the same readings share a set.
function place_set(c,    key, v, cantonese, n, n_pinyin, i) {
	n_pinyin = split(readings["p", c], v, " ")
	for (i = 1; i <= n_pinyin; i++)
		v[i] = number[v[i]]
	n = n_pinyin + split(readings["j", c], cantonese, " ")
	for (; i <= n; i++)
		v[i] = number[cantonese[i - n_pinyin]] + 16384
	if (n == 0)
		return 0
	sort(v, n)
	key = ""
	for (i = 1; i <= n; i++)
		key = key " " v[i]
	if (key in placed)
		return placed[key]
	placed[key] = n_sets + 1
	for (i = 1; i <= n; i++)
		set[++n_sets] = v[i]
	set[n_sets] += 32768
	return placed[key]
}

function print_numbers(name, type, v, from, to,    i) {
	printf "\nstatic const %s %s[] = {", type, name
	for (i = from; i <= to; i++)
		printf "%s%d,", (i - from) % 20 ? "" : "\n\t", v[i]
	print "\n};"
}

END {
	for (c in mandarin)
		if (!(("p", c) in readings))
			add_readings("p", c + 0, mandarin[c], " ")
	for (c in known)
		first[c] = representative(c + 0)
	for (c in known) {
		stands[c] = first[c]
		for (i = 0; i < 4 && (stands[c] in first); i++)
			stands[c] = first[stands[c]]
		if (stands[c] != c)
			has_variants[stands[c]] = has_variants[c] = 1
	}
	for (c in has_variants)
		silent[c] = !(("j", c) in readings)
	for (c in has_variants)
		if (stands[c] != c) {
			share_readings("p", c, stands[c])
			share_readings("j", stands[c], c)
		}
	for (c in silent)
		if (silent[c])
			share_readings("j", c, stands[c])

	n = 0
	for (s in syllable)
		sorted[++n] = s
	sort(sorted, n)
	for (i = 1; i <= n; i++)
		number[sorted[i]] = i - 1

	for (c in known)
		if (c < FIRST || c > LAST)
			if ((c in spoken) || (c in has_variants) || (("j", c) in readings))
				beyond[++n_beyond] = c + 0
	sort(beyond, n_beyond)

	for (c = FIRST; c <= LAST; c++) {
		set_of[c] = place_set(c)
		variant_of[c] = (c in has_variants) ? stands[c] : 0
	}
	for (i = 1; i <= n_beyond; i++)
		beyond_set[i] = place_set(beyond[i])
	if (n < 800 || n_sets < 1000 || n_sets > 65535) {
		print "han_table.awk: this is not the Unihan database" >"/dev/stderr"
		exit 1
	}

	print "/* Made by store/base/han_table.awk from the Unihan database. */"
	print "\n/* In order, and which of them are pinyin; then where those of each letter begin. */"
	printf "static const struct {\n\tchar text[7];\n\tbool pinyin;\n} han_syllables[] = {"
	for (i = 1; i <= n; i++) {
		printf "%s{\"%s\", %d},", (i - 1) % 8 ? " " : "\n\t", sorted[i], (sorted[i] in is_pinyin)
		while (n_letters < index("abcdefghijklmnopqrstuvwxyz", substr(sorted[i], 1, 1)))
			begin[n_letters++] = i - 1
	}
	print "\n};"
	while (n_letters <= 26)
		begin[n_letters++] = n
	print_numbers("han_letters", "uint16_t", begin, 0, 26)
	print "\n/* Sets of readings: numbers of syllables, 0x4000 in Jyutping, 0x8000 the last of a set. */"
	set[0] = 0
	print_numbers("han_sets", "uint16_t", set, 0, n_sets)
	print "\n/* For U+4E00 to U+9FFF: the index of its set, 0 = none; the character that stands for it and its variants. */"
	print_numbers("han_set_of", "uint16_t", set_of, FIRST, LAST)
	print_numbers("han_variant_of", "uint16_t", variant_of, FIRST, LAST)
	print "\n/* The same for others, in order. */"
	printf "static const struct {\n\tuint32_t c;\n\tuint16_t set, variant;\n} han_beyond[] = {"
	for (i = 1; i <= n_beyond; i++) {
		c = beyond[i]
		printf "%s{%d,%d,%d},", (i - 1) % 8 ? " " : "\n\t", c, beyond_set[i], (c in has_variants) ? stands[c] : 0
	}
	print "\n};"
}
