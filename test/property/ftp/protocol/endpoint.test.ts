import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatEndpoint,
  formatEprt,
  formatPort,
  plainAddress,
  tryParseEpsv,
  tryParsePasv,
} from '../../../../src/ftp/protocol/endpoint.js';
import { propertyRuns } from '../../../support/property-runs.js';

const piece = fc.oneof(
  fc.constantFrom('227 ', '229 ', '(', ')', ',', ', ', '|', '|||', '!!!', '=', '\n', ' '),
  fc.integer({ min: -5, max: 70_000 }).map(String),
  fc.integer({ min: 0, max: 260 }).map(String),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const anyText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

test('any text gives an endpoint of four octets and a port in range, or none', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const endpoint = tryParsePasv(text);
      if (endpoint === undefined) return;
      const octets = endpoint.host.split('.').map(Number);
      assert.equal(octets.length, 4);
      assert.ok(octets.every((octet) => Number.isInteger(octet) && octet >= 0 && octet <= 255));
      assert.ok(isPort(endpoint.port));
    }),
    propertyRuns,
  );
});

test('any text gives a port in range, or none', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const port = tryParseEpsv(text);
      assert.ok(port === undefined || isPort(port));
    }),
    propertyRuns,
  );
});

const port = fc.integer({ min: 1, max: 65_535 });
const noDigits = fc.string().map((text) => text.replaceAll(/\d/g, ''));

test('the six numbers are found whatever words stand around them', () => {
  fc.assert(
    fc.property(fc.ipV4(), port, fc.tuple(noDigits, noDigits), (host, number, [before, after]) => {
      const numbers = [...host.split('.'), number >> 8, number & 255].join(',');
      const told = tryParsePasv(`227 ${before}${numbers}${after}`);
      assert.deepEqual(told, { host, port: number });
    }),
    propertyRuns,
  );
});

test('the port of a 229 is found whatever sign stands around it', () => {
  const signs = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
  const sign = fc.constantFrom(...signs.filter((one) => !/\d/.test(one)));
  fc.assert(
    fc.property(sign, port, (mark, number) => {
      const told = `229 Extended passive [${mark}${mark}${mark}${String(number)}${mark}]`;
      assert.equal(tryParseEpsv(told), number);
    }),
    propertyRuns,
  );
});

test('an endpoint is shown so that address and port can be told apart', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), port, (host, number) => {
      const shown = formatEndpoint({ host: plainAddress(host), port: number });
      const [, address = '', told] = /^\[?(.*?)\]?:(\d+)$/.exec(shown) ?? [];
      assert.deepEqual([address, told], [plainAddress(host), String(number)]);
      assert.equal(shown.startsWith('['), address.includes(':'));
    }),
    propertyRuns,
  );
});

test('what PORT tells is read as it was meant, as the numbers of a 227', () => {
  fc.assert(
    fc.property(fc.ipV4(), port, (host, number) => {
      const told = formatPort({ host, port: number });
      assert.match(told, /^\d{1,3}(,\d{1,3}){5}$/);
      assert.deepEqual(tryParsePasv(`227 (${told})`), { host, port: number });
    }),
    propertyRuns,
  );
});

test('what EPRT tells is read as it was meant, without the zone of an address', () => {
  const zone = fc.constantFrom('', '%eth0', '%1');
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), zone, port, (host, where, number) => {
      const isIpv6 = host.includes(':');
      const told = formatEprt({ host: isIpv6 ? host + where : host, port: number });
      const [, family, address, portText] = told.split('|');
      assert.deepEqual([family, address, Number(portText)], [isIpv6 ? '2' : '1', host, number]);
    }),
    propertyRuns,
  );
});

test('any address has a plain form, which stays as it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.ipV4().map((ip) => `::ffff:${ip}`),
      ),
      (text) => {
        const plain = plainAddress(text);
        assert.equal(plainAddress(plain), plain);
      },
    ),
    propertyRuns,
  );
});
