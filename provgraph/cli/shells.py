"""The completion scripts of bash, zsh and fish: click's, without a blank after `name=`."""

from __future__ import annotations

import os

from click import Command, shell_completion
from click.shell_completion import BashComplete, ZshComplete

_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' response completion type value
    local line="${COMP_LINE:0:$COMP_POINT}"
    # Bash takes what follows the last colon or equals sign as a word of its own.
    local typed="${line##* }"
    [[ $typed == --*=* ]] && typed="${typed#*=}"
    local before="" colon="${typed%%"${typed##*:}"}" equals="${typed%%"${typed##*=}"}"
    [[ $COMP_WORDBREAKS == *=* ]] && before="$equals"
    [[ $COMP_WORDBREAKS == *:* ]] && ((${#colon} > ${#before})) && before="$colon"
    response=$(env COMP_LINE="$line" %(complete_var)s=bash_complete $1)
    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        case $type in
            dir) COMPREPLY=(); compopt -o dirnames ;;
            file) COMPREPLY=(); compopt -o default ;;
            plain) COMPREPLY+=("${value#"$before"}"); [[ $value == *= ]] && compopt -o nospace ;;
        esac
    done
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_ZSH_PLAIN = '                completions_with_descriptions+=("$key":"$descr")\n'
_ZSH_LISTED = '    if [ -n "$completions" ]; then\n'


class BashWithParameters(BashComplete):
    """Bash's script; what ends with an equals sign is continued, and IDs contain colons."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor and the one at it, which bash splits at colons."""
        line = os.environ.get("COMP_LINE")
        if line is None:
            return super().get_completion_args()
        words = shell_completion.split_arg_string(line)[1:]
        return (words, "") if line[-1:].isspace() else (words[:-1], words[-1])


class ZshWithParameters(ZshComplete):
    """Zsh's script; a completion that ends with an equals sign is continued."""

    source_template = (
        ZshComplete.source_template.replace(
            "    local -a response\n", "    local -a response\n    local -a continued\n"
        )
        .replace(
            _ZSH_PLAIN,
            '                if [[ "$key" == *= ]]; then continued+=("$key":"$descr"); else\n'
            f"{_ZSH_PLAIN}                fi\n",
        )
        .replace(
            _ZSH_LISTED,
            '    if [ -n "$continued" ]; then\n'
            "        _describe -V unsorted continued -U -S ''\n"
            f"    fi\n\n{_ZSH_LISTED}",
        )
    )


def register() -> None:
    """Let click use these scripts."""
    shell_completion.add_completion_class(BashWithParameters)
    shell_completion.add_completion_class(ZshWithParameters)


def script(command: Command, shell: str) -> str:
    """Return the completion script of provgraph for a shell."""
    register()
    kind = shell_completion.get_completion_class(shell)
    assert kind is not None  # noqa: S101  # one of the three that click knows
    return kind(command, {}, "provgraph", "_PROVGRAPH_COMPLETE").source()
