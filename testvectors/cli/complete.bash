# SPDX-License-Identifier: BSD-2-Clause
# What bash would complete the last word with, one a line, sorted: complete.bash WORD...
# The words are what stands after "rtctl"; "=" is a word of its own.
source <(rtctl help --completion bash)
COMP_WORDS=(rtctl "$@")
COMP_CWORD=$#
_rtctl
printf '%s\n' "${COMPREPLY[@]}" | sort
