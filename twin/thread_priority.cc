#include "twin/thread_priority.h"

#include <sys/resource.h>

namespace twin {

// On Linux a niceness belongs to a thread and is inherited by the threads it starts.
void LowerThreadPriority(int niceness) {
  static_cast<void>(setpriority(PRIO_PROCESS, 0, niceness));
}

}  // namespace twin
