#include "twin/thread_priority.h"

#include <sys/resource.h>

namespace twin {
namespace {

constexpr int kBackgroundNice = 10;

}  // namespace

// On Linux a niceness belongs to a thread and is inherited by the threads it starts.
void LowerThreadPriority() { static_cast<void>(setpriority(PRIO_PROCESS, 0, kBackgroundNice)); }

}  // namespace twin
