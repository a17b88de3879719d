#!/bin/sh
# Reports the layers of the sources: files, lines, and the layers that each calls or includes. Then lists every call and
# every include from a layer to one that it may not know, and every circle of files that call each other; one of them
# fails.
#
# usage: tests/layers.sh BUILD 'LAYER: MAY_KNOW ...' ...
# A layer is a folder; its objects are the files BUILD/LAYER/*.o, compiled from LAYER/*.c.
set -eu
export LC_ALL=C
build=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Facts, one a line: `layer NAME MAY_KNOW...`, `size LAYER FILES LINES`, `defines FILE SYMBOL`, `calls FILE SYMBOL`,
# `includes FILE HEADER`. A file is named by its path without the suffix.
for row in "$@"; do
	layer=${row%%:*}
	echo "layer $layer ${row#*:}"
	cat "$layer"/*.[ch] | awk -v layer="$layer" -v files="$(find "$layer" -maxdepth 1 -name '*.[ch]' | wc -l)" \
		'END { print "size", layer, files, NR }'
	for source in "$layer"/*.c; do
		file=${source%.c}
		nm -g "$build/$file.o" | awk -v file="$file" '
			$1 == "U" { print "calls", file, $2 }
			$2 ~ /^[TDBRC]$/ { print "defines", file, $3 }'
	done
	grep -H '^#include "' "$layer"/*.[ch] | sed 's/^\([^:]*\)\.[ch]:#include "\([^"]*\)\.h".*/includes \1 \2/'
done >"$work/facts"

awk '
function layer_of(file) {
	sub("/[^/]*$", "", file)
	return file
}

# Notes that a file depends on another; an edge to a layer that its own may not know is a fault.
function add_edge(from, to, how,    a, b) {
	if (from == to)
		return
	a = layer_of(from)
	b = layer_of(to)
	if (a != b)
		used[a, b] = 1
	if (a != b && !((a, b) in may_know))
		upward[from " -> " to] = upward[from " -> " to] " " how
	if (how != "(include)" && !((from, to) in seen)) {
		seen[from, to] = 1
		next_of[from, ++n_next[from]] = to
	}
}

# The strongly connected components of the calls, by the algorithm of Tarjan.
function visit(v,    i, w, circle, size) {
	number[v] = lowest[v] = ++n_visited
	stack[++depth] = v
	on_stack[v] = 1
	for (i = 1; i <= n_next[v]; i++) {
		w = next_of[v, i]
		if (!(w in number)) {
			visit(w)
			if (lowest[w] < lowest[v])
				lowest[v] = lowest[w]
		} else if (on_stack[w] && number[w] < lowest[v])
			lowest[v] = number[w]
	}
	if (lowest[v] != number[v])
		return
	do {
		w = stack[depth--]
		on_stack[w] = 0
		circle = circle " " w
		size++
	} while (w != v)
	if (size > 1) {
		print "a circle of " size " files:" circle
		n_circles++
	}
}

function print_layer(layer,    i, text) {
	for (i = 1; i <= n_layers; i++)
		if ((layer, layers[i]) in used)
			text = text " " layers[i]
	printf "%-13s %5d %6d %s\n", layer, n_files[layer], n_lines[layer], text
}

$1 == "layer" {
	layers[++n_layers] = $2
	for (i = 3; i <= NF; i++)
		may_know[$2, $i] = 1
}
$1 == "size" {
	n_files[$2] = $3
	n_lines[$2] = $4
	n_files["all"] += $3
	n_lines["all"] += $4
}
$1 == "defines" {
	home[$3] = $2
	files[++n_units] = $2
}
$1 == "calls" {
	caller[++n_calls] = $2
	called[n_calls] = $3
}
$1 == "includes" {
	add_edge($2, $3, "(include)")
}
END {
	for (i = 1; i <= n_calls; i++)
		if (called[i] in home)
			add_edge(caller[i], home[called[i]], called[i])
	printf "%-13s %5s %6s  %s\n", "layer", "files", "lines", "calls or includes"
	for (i = 1; i <= n_layers; i++)
		print_layer(layers[i])
	print_layer("all")
	for (edge in upward) {
		print "not allowed: " edge ":" upward[edge] | "sort"
		n_upward++
	}
	close("sort")
	for (i = 1; i <= n_units; i++)
		if (!(files[i] in number))
			visit(files[i])
	printf "%d calls or includes that are not allowed, %d circles\n", n_upward, n_circles
	exit n_upward + n_circles > 0
}' "$work/facts"
