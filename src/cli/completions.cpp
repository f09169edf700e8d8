// nnctl completions SHELL: commands and flags, from the command line's own declaration.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"

namespace nnctl::cli {

namespace {

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
}

std::string bash_script(const CLI::App& app) {
  std::vector<std::string> names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names.push_back(command->get_name());
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(), fmt::join(flags_of(*command), " "));
  }
  return fmt::format(R"(# bash completion for nnctl: source it, or put it into /etc/bash_completion.d
_nnctl() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{}" -- "$current"))
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{}  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
}}
complete -o filenames -F _nnctl nnctl
)",
                     fmt::join(names, " "), cases);
}

std::string zsh_script(const CLI::App& app) {
  return "#compdef nnctl\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script(app);
}

std::string fish_script(const CLI::App& app) {
  std::string text = "# fish completion for nnctl: put it into ~/.config/fish/completions/nnctl.fish\n";
  for (const CLI::App* command : commands_of(app)) {
    text += fmt::format("complete -c nnctl -n __fish_use_subcommand -f -a {} -d '{}'\n", command->get_name(),
                        command->get_description());
    for (const std::string& flag : flags_of(*command)) {
      text += fmt::format("complete -c nnctl -n '__fish_seen_subcommand_from {}' -l {}\n", command->get_name(),
                          flag.substr(2));
    }
  }
  return text;
}

}  // namespace

int completions(const Context& context, const std::string& shell, const CLI::App& app) {
  context.console.print(shell == "bash" ? bash_script(app) : shell == "zsh" ? zsh_script(app) : fish_script(app));
  return kOk;
}

}  // namespace nnctl::cli
