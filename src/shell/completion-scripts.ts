import type { ShellName } from './shells.ts';

export const completingShells = ['bash', 'zsh', 'fish'] as const satisfies readonly ShellName[];
export type CompletingShell = (typeof completingShells)[number];

/**
 * They ask `npq completion -- <words>` with the variables that npm's own scripts set: npq answers with words of
 * its own, and npm after it with npm's.
 */
export function completionScript(shell: CompletingShell): string {
  return scripts[shell];
}

const bash = `###-begin-npq-completion-###
# To have it in each shell: npq completion bash >> ~/.bashrc
_npq_completion () {
  local words cword
  if type _get_comp_words_by_ref >/dev/null 2>&1; then
    _get_comp_words_by_ref -n = -n @ -n : -w words -i cword
  else
    cword="$COMP_CWORD"
    words=("\${COMP_WORDS[@]}")
  fi
  local IFS=$'\\n'
  COMPREPLY=($(COMP_CWORD="$cword" COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" \\
    command npq completion -- "\${words[@]}" 2>/dev/null))
  if type __ltrim_colon_completions >/dev/null 2>&1; then
    __ltrim_colon_completions "\${words[cword]}"
  fi
}
complete -o default -F _npq_completion npq
###-end-npq-completion-###
`;

const zsh = `###-begin-npq-completion-###
# To have it in each shell, after compinit: npq completion zsh >> ~/.zshrc
_npq_completion () {
  local -a found
  found=("\${(@f)$(COMP_CWORD=$((CURRENT - 1)) COMP_LINE="$BUFFER" COMP_POINT=0 \\
    command npq completion -- "\${words[@]}" 2>/dev/null)}")
  found=(\${found:#})
  if (( \${#found} )); then compadd -- "\${found[@]}"; else _default; fi
}
if type compdef >/dev/null 2>&1; then compdef _npq_completion npq; fi
###-end-npq-completion-###
`;

const fish = `###-begin-npq-completion-###
# To have it in each shell: npq completion fish > ~/.config/fish/completions/npq.fish
function __fish_complete_npq
    set -lx COMP_FISH true
    set -l words (commandline -opc) (commandline -ct)
    set -lx COMP_CWORD (math (count $words) - 1)
    set -lx COMP_LINE (string join ' ' -- $words)
    set -lx COMP_POINT (string length -- "$COMP_LINE")
    command npq completion -- $words 2>/dev/null
end
complete -e -c npq
complete -c npq -a '(__fish_complete_npq)'
###-end-npq-completion-###
`;

const scripts: Readonly<Record<CompletingShell, string>> = { bash, zsh, fish };
