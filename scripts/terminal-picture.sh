#!/usr/bin/env bash
# Draws text as a terminal window in SVG: scripts/terminal-picture.sh TITLE < text > picture.svg
# docs/images/train.svg shows a real run, its middle epochs left out:
#   { echo '$ nnctl train configs/genre.yaml'; nnctl train configs/genre.yaml 2>err >out; sed -n 1,3p err; echo ' ⋮'
#     tail -3 err; echo; cat out; } | scripts/terminal-picture.sh 'nnctl trains the genre example'
set -euo pipefail
title=$1
awk -v title="$title" '
  function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
  { lines[NR] = $0 }
  END {
    width = 720; height = 56 + NR * 18
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width, height
    printf "<title>%s</title>\n", escaped(title)
    printf "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#1e1e2e\"/>\n", width, height
    for (i = 0; i < 3; i++) printf "<circle cx=\"%d\" cy=\"18\" r=\"5\" fill=\"%s\"/>\n", 20 + 18 * i, (i == 0 ? "#f38ba8" : i == 1 ? "#f9e2af" : "#a6e3a1")
    printf "<g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13\" fill=\"#cdd6f4\" xml:space=\"preserve\">\n"
    for (i = 1; i <= NR; i++) printf "<text x=\"16\" y=\"%d\"%s>%s</text>\n", 36 + i * 18, (lines[i] ~ /^\$/ ? " fill=\"#a6e3a1\"" : ""), escaped(lines[i])
    print "</g>\n</svg>"
  }'
