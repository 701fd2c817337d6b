#include "CWakes.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int cw_open_network(void) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (descriptor < 0) return -1;
    struct sockaddr_nl address;
    memset(&address, 0, sizeof address);
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

/// Wireless drivers report every scan as a change of the link; such a report changes no flag.
static bool is_link_up(const struct nlmsghdr *header) {
    if (header->nlmsg_len < NLMSG_LENGTH(sizeof(struct ifinfomsg))) return false;
    const struct ifinfomsg *link = NLMSG_DATA(header);
    return link->ifi_change != 0 && (link->ifi_flags & IFF_RUNNING) != 0;
}

bool cw_tells_of_network(const void *bytes, size_t count) {
    int rest = count > 1 << 20 ? 1 << 20 : (int)count;
    for (const struct nlmsghdr *header = bytes; NLMSG_OK(header, rest); header = NLMSG_NEXT(header, rest)) {
        if (header->nlmsg_type == RTM_NEWADDR) return true;
        if (header->nlmsg_type == RTM_NEWLINK && is_link_up(header)) return true;
    }
    return false;
}

int cw_open_clock(void) {
    int descriptor = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (descriptor < 0) return -1;
    if (cw_arm_clock(descriptor)) return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

bool cw_arm_clock(int descriptor) {
    // A time that no wall clock will show: the timer is there to be cancelled.
    struct itimerspec never = {.it_value = {.tv_sec = 1LL << 40}};
    return timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0;
}

static long long nanoseconds(clockid_t clock) {
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

long long cw_slept_nanoseconds(void) {
    return nanoseconds(CLOCK_BOOTTIME) - nanoseconds(CLOCK_MONOTONIC);
}
