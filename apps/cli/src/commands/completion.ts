import { Argument, type Command } from 'commander';
import { withExamples, type Registration } from '../command-line.js';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof shells)[number];

/** `completion`: a script for the shell, made of the commands as they are registered. */
export function addCompletion({ program, terminal }: Registration): void {
  const completion = program.command('completion').summary('print a completion script for a shell');
  completion.description('Prints a script that has the shell complete commands and options.');
  completion.addArgument(new Argument('<shell>', 'the shell').choices(shells));
  withExamples(completion, [
    ['rapporteur completion bash > ~/.local/share/bash-completion/completions/rapporteur', 'bash'],
    ['rapporteur completion zsh > ~/.zfunc/_rapporteur', 'zsh, with ~/.zfunc in fpath'],
    ['rapporteur completion fish > ~/.config/fish/completions/rapporteur.fish', 'fish'],
    ['rapporteur completion powershell >> $PROFILE', 'PowerShell'],
  ]);
  completion.action((shell: Shell) => terminal.out(scripts[shell](wordsOf(program))));
}

/** What may follow each line of commands: `` → commands and options, `clock` → its own, `completion` → shells. */
type Words = ReadonlyMap<string, readonly string[]>;

function wordsOf(command: Command, path: readonly string[] = []): Words {
  const options = command.options.flatMap(({ long }) => (long ? [long] : []));
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const own = [...command.commands.map((sub) => sub.name()), ...choices, ...options, '--help'];
  return new Map([
    [path.join(' '), own],
    ...command.commands.flatMap((sub) => [...wordsOf(sub, [...path, sub.name()])]),
  ]);
}

/** The longest line of commands that was typed decides; options between them are passed over. */
const cases = (words: Words, line: (path: string, following: string) => string): string =>
  [...words].map(([path, following]) => line(path, following.join(' '))).join('\n');

const commandsIn = (words: Words): Words => new Map([...words].filter(([path]) => path !== ''));

const scripts: Readonly<Record<Shell, (words: Words) => string>> = {
  bash: (words) => `# bash completion of rapporteur
_rapporteur() {
  local word path="" next words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in
${cases(commandsIn(words), (path) => `      "${path}") path="$next" ;;`)}
    esac
  done
  case "$path" in
${cases(words, (path, following) => `    "${path}") words="${following}" ;;`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _rapporteur rapporteur
`,
  zsh: (words) => `#compdef rapporteur
_rapporteur() {
  local word next place=""
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${place:+$place }$word"
    case "$next" in
${cases(commandsIn(words), (path) => `      "${path}") place="$next" ;;`)}
    esac
  done
  case "$place" in
${cases(words, (path, following) => `    "${path}") compadd -- ${following} ;;`)}
  esac
}
if [ "$funcstack[1]" = "_rapporteur" ]; then _rapporteur "$@"; else compdef _rapporteur rapporteur; fi
`,
  fish: (words) => `# fish completion of rapporteur
function __rapporteur_words
  set -l place ""
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$place $word")
    switch $next
${cases(commandsIn(words), (path) => `      case "${path}"\n        set place $next`)}
    end
  end
  switch $place
${cases(words, (path, following) => `    case "${path}"\n      string split " " -- "${following}"`)}
  end
end
complete -c rapporteur -a "(__rapporteur_words)"
`,
  powershell: (words) => `# PowerShell completion of rapporteur
Register-ArgumentCompleter -Native -CommandName rapporteur -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $known = @{
${cases(words, (path, following) => `    '${path}' = '${following}'`)}
  }
  $place = ''
  $typed = $commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" }
  foreach ($word in $typed) {
    $next = "$place $word".Trim()
    if ($known.ContainsKey($next)) { $place = $next }
  }
  $known[$place] -split ' ' | Where-Object { $_ -like "$wordToComplete*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`,
};
