/// What Swift's Glibc module does not show of Linux: rtnetlink sockets and timers that notice a clock being set.
#ifndef CWAKES_H
#define CWAKES_H

#include <stdbool.h>
#include <stddef.h>

/// A non-blocking socket on which the kernel tells of links and addresses of this machine; -1 with errno set.
int cw_open_network(void);

/// Whether these bytes from such a socket tell of a way out that may be new: an address that appeared, a link that came up.
bool cw_tells_of_network(const void *bytes, size_t count);

/// A non-blocking timer that never rings, but whose reading fails with ECANCELED once the wall clock was set, as it is when
/// the machine wakes from sleep; -1 with errno set.
int cw_open_clock(void);

/// Arms the timer anew, as has to be done after each time it was cancelled; false with errno set.
bool cw_arm_clock(int descriptor);

/// How long the machine has slept since it was started, in nanoseconds.
long long cw_slept_nanoseconds(void);

#endif
