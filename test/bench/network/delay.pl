#!/usr/bin/perl
# A link with a delay, made of two TUN devices in two network namespaces. This process reads the
# packets of each and writes them to the other when their time has come, in order. It needs
# nothing but Debian's essential perl-base.
#
#   delay.pl probe                          can it be done here? (in a namespace to throw away)
#   delay.pl loopback ADDRESS               brings the loopback up, with one more address
#   delay.pl link NUMBER ONE_WAY_MS         makes the link 10.77.NUMBER.0 and stays
#
# `link` starts in the servers' namespace and goes on in a new one, which is the clients'. It says
# "ready", and answers each line with "rounds packets bytes dropped". It ends with its standard input.
#
# Rounds are counted by causality: a packet of the client belongs to the round after the highest
# one that the client has heard of, a packet of the server to the highest one that the server has
# heard of. So the count grows once for each round trip that had to be waited for, however many
# connections there are, and never faster than the link allows.
use strict;
use warnings;
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK O_RDWR);
use POSIX ();
use Socket qw(AF_INET SOCK_DGRAM inet_aton);

# From linux/if_tun.h and linux/sockios.h.
use constant {
  TUNSETIFF => 0x400454ca, TUN_WITHOUT_INFO => 0x1001,
  SIOCSIFFLAGS => 0x8914, SIOCSIFADDR => 0x8916, SIOCSIFNETMASK => 0x891c, SIOCSIFTXQLEN => 0x8943,
  UP_AND_RUNNING => 0x41, LONGEST_QUEUE => 50_000, LONGEST_PACKET => 65_536,
};

my ($rounds_at_client, $rounds_at_server, $packets, $bytes, $dropped) = (0, 0, 0, 0, 0);

# Devices are inherited by the program that goes on in the other namespace.
$^F = 255;
my ($role, @arguments) = @ARGV;
$role = '' unless defined $role;
if ($role eq 'probe') { interface('lo'); device('probe'); clock(); }
elsif ($role eq 'loopback') { interface('lo'); address('lo:1', $arguments[0], '255.255.255.255'); }
elsif ($role eq 'link') { server_side(@arguments); }
elsif ($role eq 'client-side') { client_side(@arguments); }
else { die "unknown role $role\n"; }

sub server_side {
  my ($number, $delay) = @_;
  my $device = device("bench$number");
  address("bench$number", "10.77.$number.1", '255.255.255.0');
  exec 'unshare', '--net', '--', $^X, $0, 'client-side', $number, $delay, fileno $device;
  die "unshare: $!\n";
}

sub client_side {
  my ($number, $delay, $descriptor) = @_;
  open my $server, '+<&=', $descriptor or die "device: $!\n";
  interface('lo');
  my $client = device('bench');
  # The whole 10.77 is on this link, the servers' address too.
  address('bench', "10.77.$number.2", '255.255.0.0');
  $| = 1;
  print "ready\n";
  forward($client, $server, $delay / 1000);
}

sub forward {
  my ($client, $server, $delay) = @_;
  my (@to_server, @to_client);
  fcntl $_, F_SETFL, fcntl($_, F_GETFL, 0) | O_NONBLOCK for $client, $server;
  my $wanted = '';
  vec($wanted, fileno $_, 1) = 1 for *STDIN, $client, $server;
  while (1) {
    my ($next) = sort { $a <=> $b } map { @$_ ? $_->[0][0] : () } \@to_server, \@to_client;
    my $wait = defined $next ? $next - clock() : undef;
    $wait = 0 if defined $wait && $wait < 0;
    my $ready = select my $readable = $wanted, undef, undef, $wait;
    if ($ready > 0) {
      answer() if vec $readable, fileno STDIN, 1;
      collect($client, \@to_server, $delay, sub { $rounds_at_client + 1 });
      collect($server, \@to_client, $delay, sub { $rounds_at_server });
    }
    deliver($server, \@to_server, \$rounds_at_server);
    deliver($client, \@to_client, \$rounds_at_client);
  }
}

sub collect {
  my ($device, $queue, $delay, $round) = @_;
  while (sysread $device, my $packet, LONGEST_PACKET) {
    # Devices also speak of themselves, in IPv6.
    next unless ord($packet) >> 4 == 4;
    if (@$queue >= LONGEST_QUEUE) { $dropped++; next; }
    $packets++;
    $bytes += length $packet;
    push @$queue, [clock() + $delay, $packet, $round->()];
  }
}

sub deliver {
  my ($device, $queue, $rounds) = @_;
  my $now = clock();
  while (@$queue && $queue->[0][0] <= $now) {
    my (undef, $packet, $round) = @{ shift @$queue };
    syswrite $device, $packet;
    $$rounds = $round if $round > $$rounds;
  }
}

sub answer {
  my $read = sysread STDIN, my $line, 4096;
  exit 0 unless $read;
  print "$rounds_at_client $packets $bytes $dropped\n" for $line =~ /\n/g;
}

sub device {
  my ($name) = @_;
  sysopen my $device, '/dev/net/tun', O_RDWR or die "/dev/net/tun: $!\n";
  ioctl $device, TUNSETIFF, pack 'a16 S x22', $name, TUN_WITHOUT_INFO or die "TUNSETIFF: $!\n";
  return $device;
}

sub address {
  my ($name, $address, $mask) = @_;
  my $of = sub { pack 'a16 S x2 a4 x16', $name, AF_INET, inet_aton($_[0]) };
  configure(SIOCSIFADDR, $of->($address));
  configure(SIOCSIFNETMASK, $of->($mask));
  return if $name =~ /:/;
  # Only the root of the whole system may; what there is does for others.
  eval { configure(SIOCSIFTXQLEN, pack 'a16 i x20', $name, 10_000) };
  interface($name);
}

sub interface {
  my ($name) = @_;
  configure(SIOCSIFFLAGS, pack 'a16 s x22', $name, UP_AND_RUNNING);
}

sub configure {
  my ($what, $request) = @_;
  socket my $socket, AF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
  ioctl $socket, $what, $request or die sprintf "ioctl %x: $!\n", $what;
}

# Seconds that only grow. Time::HiRes is not part of perl-base.
sub clock {
  our $number ||= { x86_64 => 228, aarch64 => 113 }->{ (POSIX::uname())[4] }
    || die "clock_gettime is not known on this processor\n";
  my $time = "\0" x 16;
  syscall($number, 1, $time) == 0 or die "clock_gettime: $!\n";
  my ($seconds, $nanoseconds) = unpack 'qq', $time;
  return $seconds + $nanoseconds / 1e9;
}
