// A path or a value as part of a command that is printed to be pasted into a shell.
#pragma once

#include <string>
#include <string_view>

namespace nnctl {

/// As it is where no POSIX shell reads anything into it, else in single quotes.
std::string shell_word(std::string_view text);

}  // namespace nnctl
